/// Everything here that a capture file could make large, with its unit.
enum CaptureLimits {
    /// Octets that one pcapng block may have.
    static let blockLength = 64 << 20
    /// Interfaces in one pcapng section.
    static let interfacesInSection = 65_536
    /// Interfaces of one file whose names and counters are kept.
    static let interfacesDescribed = 65_536
    /// Octets of decryption secrets kept of one file.
    static let secretsLength = 64 << 20
    /// Blocks of decryption secrets kept of one file.
    static let secretsCount = 65_536
    /// Different link types of one file that are named, and that a filter is compiled for.
    static let linkTypes = 256
    /// Octets of an interface's name that are kept.
    static let nameLength = 256
    /// Octets read at once from a file, and given to stdio under libpcap.
    static let bufferLength = 256 << 10
    /// The same where many files are open at once.
    static let sharedBufferLength = 64 << 10
    /// Files from which on `sharedBufferLength` is used.
    static let manyFiles = 16
    /// Octets of a file's beginning that are looked at to tell what it is.
    static let signatureLength = 64
}
