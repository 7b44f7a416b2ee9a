internal import CPcap

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The rights with which an interface was opened, and how to be rid of them: packets are read by nobody who could harm
/// the machine.
///
/// To be called before any other thread is there: rights belong to threads.
public enum Privileges {
    /// Whether the program runs as root.
    public static var isRoot: Bool { geteuid() == 0 }

    /// Whom to become; `nil` where the program is nobody special, and only loses what rights it has besides.
    ///
    /// - Parameters:
    ///   - wanted: a name or number that was asked for.
    ///   - environment: asked for `SUDO_UID` and `SUDO_GID`: who called sudo is who reads the results.
    /// - Returns: the account, if there is one to become.
    /// - Throws: `PrivilegeError` where that cannot be.
    public static func account(
        _ wanted: String?, environment: (String) -> String? = variable
    ) throws(PrivilegeError) -> Account? {
        guard isRoot else {
            guard let wanted else { return nil }
            if let account = Account(named: wanted), account.user == geteuid() { return nil }
            throw .notRoot(wanted)
        }
        if let wanted {
            guard let account = Account(named: wanted) else { throw .unknownUser(wanted) }
            guard account.user != 0 else { throw .stillRoot(wanted) }
            return account
        }
        guard let caller = environment("SUDO_UID").flatMap({ UInt32($0) }), caller != 0 else { return .nobody }
        var account = Account(number: caller) ?? Account(name: "\(caller)", user: caller, group: caller, home: nil)
        if let group = environment("SUDO_GID").flatMap({ UInt32($0) }), group != 0 { account.group = group }
        return account
    }

    /// A variable of the environment.
    public static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Becomes `account` for good, and gives up every right: groups, capabilities, and ways to get any again.
    ///
    /// - Throws: `PrivilegeError` where anything of that failed; the program must end then.
    public static func drop(to account: Account?) throws(PrivilegeError) {
        if let account {
            // Not allowed without CAP_SETPCAP, as in some containers; what follows makes up for it.
            _ = hangup_empty_bounding_set()
            guard setgroups(0, nil) == 0 else { throw .refused(account.name, step: "setgroups", number: errno) }
            guard hangup_setresgid(account.group, account.group, account.group) == 0 else {
                throw .refused(account.name, step: "setresgid", number: errno)
            }
            guard hangup_setresuid(account.user, account.user, account.user) == 0 else {
                throw .refused(account.name, step: "setresuid", number: errno)
            }
        }
        guard hangup_drop_capabilities() == 0 else { throw .notDropped(step: "capset", number: errno) }
        guard hangup_forbid_new_privileges() == 0 else { throw .notDropped(step: "no_new_privs", number: errno) }
        try verify(account)
    }

    /// Believes nothing but what the system says afterwards.
    private static func verify(_ account: Account?) throws(PrivilegeError) {
        guard hangup_capabilities() == 0 else { throw .notDropped(step: "capabilities are left", number: 0) }
        guard let account else { return }
        guard geteuid() == account.user, getuid() == account.user, getegid() == account.group,
            getgid() == account.group, setuid(0) != 0
        else { throw .notDropped(step: "root is left", number: 0) }
    }
}

/// Why rights could not be given up.
public enum PrivilegeError: Error, Equatable, Sendable {
    case unknownUser(String)
    /// Asked to become root, or to stay it.
    case stillRoot(String)
    /// Only root can become somebody else.
    case notRoot(String)
    case refused(String, step: String, number: Int32)
    case notDropped(step: String, number: Int32)
}

extension PrivilegeError: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .unknownUser(let name): "-Z \(name): no such user"
        case .stillRoot(let name): "-Z \(name): packets are never read as root; name another user"
        case .notRoot(let name): "-Z \(name): only root can become another user"
        case .refused(let name, let step, let number):
            "cannot become \(name): \(step): \(Self.words(number)); in a container keep CAP_SETUID and CAP_SETGID, or "
                + "run it as another user than root"
        case .notDropped(let step, let number):
            "rights could not be given up, and packets are not read with them: \(step)"
                + (number == 0 ? "" : ": \(Self.words(number))")
        }
    }

    private static func words(_ number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "\(number)" }
}
