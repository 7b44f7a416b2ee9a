internal import CPcap

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// How one thread wakes another that waits, for this alone or for a descriptor besides.
///
/// Where the system has no descriptor left for it, waiting ends when its time is over.
final class WakeUp: Sendable {
    /// Readable once `signal` was called; -1 where there is none.
    let descriptor: Int32

    init() { descriptor = hangup_open_event() }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Wakes who waits, or who will wait next.
    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Takes back what was signalled.
    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }

    /// Waits until it is signalled, at most so long.
    func wait(milliseconds: Int32) {
        var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&one, 1, milliseconds)
        clear()
    }
}
