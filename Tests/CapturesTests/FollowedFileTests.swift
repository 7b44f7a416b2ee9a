import Captures
import Glibc
import Testing

@Suite("Files that are followed")
struct FollowedFileTests {
    private func append(_ text: String, to path: String) {
        guard let file = fopen(path, "a") else { return }
        fputs(text, file)
        fclose(file)
    }

    private func read(_ file: FollowedFile, limit: Int = 1_000) -> String {
        String(decoding: file.read(limit: limit), as: UTF8.self)
    }

    @Test("What is added is given once, in pieces of a size that can be bounded")
    func grows() {
        let disk = TemporaryFile(Array("one\ntw".utf8))
        let file = FollowedFile(path: disk.path)
        #expect(file.reason == nil)
        #expect(read(file) == "one\ntw")
        #expect(read(file) == "")
        #expect(file.look() == nil)
        append("o\nthree\n", to: disk.path)
        #expect(read(file, limit: 4) == "o\nth")
        #expect(read(file, limit: 4) == "ree\n")
        #expect(read(file) == "")
    }

    @Test("One that is not there yet is read when it is")
    func missing() {
        let disk = TemporaryFile()
        unlink(disk.path)
        let file = FollowedFile(path: disk.path)
        #expect(file.reason == "No such file or directory")
        #expect(read(file) == "")
        #expect(file.look() == nil)
        disk.write(Array("late".utf8))
        #expect(file.look() == .begins)
        #expect(read(file) == "late")
        #expect(file.look() == nil)
    }

    @Test("One that is cut begins anew")
    func cut() {
        let disk = TemporaryFile(Array("a long beginning".utf8))
        let file = FollowedFile(path: disk.path)
        #expect(read(file) == "a long beginning")
        disk.write(Array("anew".utf8))
        #expect(read(file) == "")
        #expect(file.look() == .begins)
        #expect(read(file) == "anew")
    }

    @Test("One that is replaced is followed under its name; one that is taken away stays until then")
    func replaced() {
        let disk = TemporaryFile(Array("old".utf8))
        let file = FollowedFile(path: disk.path)
        #expect(read(file) == "old")
        rename(disk.path, disk.path + ".1")
        defer { unlink(disk.path + ".1") }
        #expect(file.look() == nil)
        append("er", to: disk.path + ".1")
        #expect(read(file) == "er")
        disk.write(Array("new".utf8))
        #expect(file.look() == .begins)
        #expect(read(file) == "new")
    }

    @Test("What is no file is said, and not waited for")
    func pipe() {
        let disk = TemporaryFile()
        unlink(disk.path)
        mkfifo(disk.path, 0o600)
        let file = FollowedFile(path: disk.path)
        #expect(file.reason == "not a file that can be read again and again")
        #expect(file.look() == nil)
    }
}
