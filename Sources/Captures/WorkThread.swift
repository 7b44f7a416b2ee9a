internal import CPcap

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A thread of its own, for work that waits for the kernel or the disk.
public struct WorkThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(_ name: String, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let thread: pthread_t

    /// Begins it; `nil` where the system has no thread left. Of `name` 15 octets count.
    public init?(name: String, _ body: @escaping @Sendable () -> Void) {
        let retained = Unmanaged.passRetained(Body(name, body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                let body = Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue()
                hangup_name_thread(body.name)
                body.run()
                return nil
            }, retained.toOpaque())
        guard status == 0 else {
            retained.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits until it has ended; to be called once.
    public func join() { pthread_join(thread, nil) }
}
