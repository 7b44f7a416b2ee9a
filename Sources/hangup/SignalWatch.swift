import Captures
import Records
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Turns signals into messages: a thread waits for them, so that no signal finds the program in the middle of something.
final class SignalWatch: Sendable {
    /// What signals asked for since it was last looked at.
    struct Requests: Sendable {
        var statistics = false
        var reopening = false
        /// The signal that ends it.
        var end: Int32?
    }

    /// What comes so soon after the first signal is the same one, seconds: `timeout` sends it to the program and to its
    /// group, a supervisor to all of a service. No hand is that quick.
    private static let echo = 0.25

    private let requests = Mutex(Requests())

    /// Keeps the signals from ending the program; to be called before any other thread is there.
    init() {
        Signals.ignoreBrokenPipe()
        var set = Self.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Begins to wait for signals.
    ///
    /// - Parameters:
    ///   - stop: called at the first signal that ends the program; the second one ends it at once.
    ///   - call: called when something else was asked for.
    /// - Returns: whether there is a thread for it.
    func start(stop: @escaping @Sendable () -> Void, call: @escaping @Sendable () -> Void) -> Bool {
        WorkThread(name: "signals") {
            var first: Timestamp?
            while true {
                var set = Self.set
                var signal: Int32 = 0
                guard sigwait(&set, &signal) == 0 else { continue }
                switch signal {
                case SIGUSR1: self.requests.withLock { $0.statistics = true }
                case SIGHUP: self.requests.withLock { $0.reopening = true }
                default:
                    let now = SystemClock.uptime
                    if let first, now.seconds(since: first) < Self.echo { continue }
                    if first != nil { _exit(128 + signal) }
                    first = now
                    self.requests.withLock { $0.end = signal }
                    stop()
                }
                call()
            }
        } != nil
    }

    /// What was asked for since the last call; the end is kept.
    func take() -> Requests {
        requests.withLock { requests in
            defer { requests = Requests(end: requests.end) }
            return requests
        }
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGUSR1] { sigaddset(&set, signal) }
        // Who was started with nohup has no terminal to lose.
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        if action.__sigaction_handler.sa_handler == nil { sigaddset(&set, SIGHUP) }
        return set
    }
}
