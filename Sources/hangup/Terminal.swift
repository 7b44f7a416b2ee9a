#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The terminal, as far as output cares.
enum Terminal {
    /// Writes a line to standard error.
    static func complain(_ text: String) { write("hangup: \(text)\n") }

    /// Writes text to standard error as it is.
    static func write(_ text: String) {
        Array(text.utf8).withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(2, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                if count <= 0 { break }
                done += count
            }
        }
    }

    static var outputIsTerminal: Bool { isatty(1) == 1 }
    static var errorIsTerminal: Bool { isatty(2) == 1 }

    /// Colours are for terminals, and for people who have not said NO_COLOR.
    static var wantsColor: Bool {
        guard outputIsTerminal, getenv("NO_COLOR").map({ $0.pointee == 0 }) ?? true else { return false }
        return getenv("TERM").map { String(cString: $0) != "dumb" } ?? true
    }

    /// Columns of the terminal: `COLUMNS`, else what it says, else 100.
    static var width: Int { columns(of: 1) }

    /// The same of the terminal that standard error is.
    static var errorWidth: Int { columns(of: 2) }

    private static func columns(of descriptor: Int32) -> Int {
        if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)), columns >= 40 { return columns }
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 { return Int(size.ws_col) }
        return 100
    }
}

/// Signals that would end the program in the middle of a sentence.
enum Signals {
    /// A reader that goes away is no reason to die: writing fails, and the program ends by itself.
    static func ignoreBrokenPipe() { signal(SIGPIPE, SIG_IGN) }
}

/// Small whole files.
enum Files {
    /// The content of a file, of at most `limit` bytes; `nil` if it cannot be read.
    static func read(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
        guard case .success(let descriptor) = open(path) else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while content.count < limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            content.append(contentsOf: buffer[..<count])
        }
        return content
    }

    /// Makes a folder for its owner alone, unless it is there.
    static func makeFolder(_ path: String) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
        return mkdir(path, 0o700) == 0
    }

    /// Whether an open file is still found under its name.
    static func isInPlace(_ path: String, _ descriptor: Int32) -> Bool {
        var own = stat()
        var named = stat()
        guard fstat(descriptor, &own) == 0, stat(path, &named) == 0 else { return false }
        return own.st_dev == named.st_dev && own.st_ino == named.st_ino
    }

    /// Whoever writes to `descriptor` writes to the other file from now on.
    static func replace(_ descriptor: Int32, by other: Int32) {
        dup2(other, descriptor)
        close(other)
    }

    /// Opens a file for writing, with mode 0600; the error's words if that fails.
    static func create(_ path: String, mode: mode_t = 0o600) -> Result<Int32, SystemFailure> {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return .failure(SystemFailure(path: path, number: errno)) }
        _ = fchmod(descriptor, mode)
        return .success(descriptor)
    }

    /// Opens a file for reading; `-` is standard input.
    static func open(_ path: String) -> Result<Int32, SystemFailure> {
        let descriptor = path == "-" ? dup(0) : Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(SystemFailure(path: path, number: errno)) }
        return .success(descriptor)
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }
}

/// What the system said of a file.
struct SystemFailure: Error, CustomStringConvertible {
    var path: String
    var number: Int32

    var description: String {
        "\(path): \(strerror(number).map { String(cString: $0) } ?? "error \(number)")"
    }
}
