import Captures
import Crypto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The key of labels of live captures: random, kept in the user's configuration, so that the same session has the same
/// label from run to run.
enum LabelKeyFile {
    private static let length = 32

    /// The key of a user (`nil`: whoever runs the program); one of this run alone where there is nowhere to keep it.
    static func bytes(for account: Account?) -> [UInt8] {
        guard let folder = folder(for: account) else { return hashed(random()) }
        let path = folder + "/label-key"
        if let known = Files.read(path), known.count >= length { return hashed(known) }
        let fresh = random()
        _ = makeFolders(folder)
        if case .success(let descriptor) = Files.create(path) {
            _ = fresh.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            close(descriptor)
        } else {
            Terminal.complain("labels of secrets cannot be kept in \(folder): they are other ones in the next run")
        }
        return hashed(fresh)
    }

    private static func folder(for account: Account?) -> String? {
        if let account { return account.home.flatMap { exists($0) ? $0 + "/.config/hangup" : nil } }
        if let folder = variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") { return folder + "/hangup" }
        return variable("HOME").map { $0 + "/.config/hangup" }
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a folder and those above it.
    private static func makeFolders(_ path: String) -> Bool {
        guard !exists(path) else { return true }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { _ = makeFolders(String(path[..<slash])) }
        return Files.makeFolder(path)
    }

    private static func random() -> [UInt8] { (0..<length).map { _ in UInt8.random(in: .min ... .max) } }

    private static func hashed(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
