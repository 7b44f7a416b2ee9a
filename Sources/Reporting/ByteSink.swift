#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where finished bytes go: a file descriptor, through a buffer, or memory.
///
/// Writing never throws. The first error is remembered in `error`, and what is written after it is dropped. A reader
/// who has gone away (EPIPE) is no error: `isClosed` says it, so that the caller can stop early. The caller has to
/// ignore SIGPIPE for that.
public struct ByteSink: Sendable {
    /// Octets gathered before they are written.
    static let bufferSize = 64 << 10

    /// What the system said of the first write that failed.
    public private(set) var error: SystemError?
    /// Whether nobody reads any more, or an error has happened.
    public private(set) var isClosed = false
    /// What is not written yet; of a sink in memory, all of it.
    public private(set) var bytes: [UInt8] = []
    private var descriptor: Int32?
    /// Octets from which on a sink in memory goes on in a temporary file.
    private let spoolLimit: Int
    /// That file.
    private(set) var spooled: OpenFile?

    /// A sink that keeps everything in `bytes`.
    public init() {
        descriptor = nil
        spoolLimit = .max
    }

    /// A sink that keeps everything: in `bytes` up to a limit in octets, beyond it in a temporary file, which holds
    /// all of it after `flush`. Where no file can be made, everything stays in memory.
    init(spoolingAbove limit: Int) {
        descriptor = nil
        spoolLimit = limit
    }

    /// A sink that writes to an open file descriptor, which stays the caller's to close.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
        spoolLimit = .max
        bytes.reserveCapacity(ByteSink.bufferSize * 2)
    }

    /// Takes octets in; they reach the descriptor when the buffer is full, or at `flush`.
    mutating func write(_ octets: UnsafeRawBufferPointer) {
        guard !isClosed else { return }
        if let descriptor, bytes.isEmpty, octets.count >= ByteSink.bufferSize {
            writeOut(octets, to: descriptor)
            return
        }
        bytes.append(contentsOf: octets)
        if descriptor == nil, bytes.count > spoolLimit, let file = OpenFile.temporary() {
            spooled = file
            descriptor = file.descriptor
        }
        if descriptor != nil, bytes.count >= ByteSink.bufferSize { flush() }
    }

    /// Takes what `buffer` holds, and empties it.
    mutating func drain(_ buffer: inout OutputBuffer) {
        write(buffer.contents)
        buffer.removeAll()
    }

    /// Takes octets in; they reach the descriptor when the buffer is full, or at `flush`.
    public mutating func write(_ octets: [UInt8]) { octets.withUnsafeBytes { write($0) } }

    /// Takes `text` in.
    public mutating func write(_ text: String) { write(Array(text.utf8)) }

    /// Takes an error of somewhere else as its own: nothing is written any more.
    mutating func fail(_ error: SystemError) {
        self.error = error
        isClosed = true
    }

    /// Writes out what is buffered; does nothing in memory.
    public mutating func flush() {
        guard let descriptor, !bytes.isEmpty else { return }
        bytes.withUnsafeBytes { writeOut($0, to: descriptor) }
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func writeOut(_ octets: UnsafeRawBufferPointer, to descriptor: Int32) {
        guard !isClosed, let number = writeAll(octets, to: descriptor) else { return }
        isClosed = true
        if number != EPIPE { error = SystemError(number: number) }
    }
}

/// An errno and its words.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    public var number: Int32

    public init(number: Int32) { self.number = number }

    public var description: String {
        guard let text = strerror(number) else { return "error \(number)" }
        return String(cString: text)
    }
}

/// Writes all octets; gives the errno of the write that failed, `nil` if none did.
private func writeAll(_ octets: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var done = 0
    while done < octets.count {
        let count = write(descriptor, octets.baseAddress?.advanced(by: done), octets.count - done)
        if count > 0 {
            done += count
        } else if count < 0, errno != EINTR {
            return errno
        }
    }
    return nil
}
