#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A user of the system, as far as a program can become one.
public struct Account: Sendable, Equatable {
    /// As it was asked for, or as the system calls it.
    public var name: String
    public var user: UInt32
    public var group: UInt32
    /// The home folder; `nil` where the system knows none.
    public var home: String?

    /// The user `nobody`; where the system has none, by the number that stands for it.
    public static var nobody: Account {
        Account(named: "nobody") ?? Account(name: "nobody", user: 65_534, group: 65_534, home: nil)
    }

    init(name: String, user: UInt32, group: UInt32, home: String?) {
        self.name = name
        self.user = user
        self.group = group
        self.home = home
    }

    /// The account of a name, of a number, or of a number and a group's number such as `1000:1000`.
    public init?(named name: String) {
        if let known = getpwnam(name)?.pointee {
            self.init(known)
            return
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard let number = parts.first.flatMap({ UInt32($0) }), parts.count <= 2 else { return nil }
        let known = Account(number: number)
        guard let group = parts.count == 2 ? UInt32(parts[1]) : known?.group ?? number else { return nil }
        self.init(name: known?.name ?? name, user: number, group: group, home: known?.home)
    }

    /// The account with a number, if the system knows it.
    public init?(number: UInt32) {
        guard let known = getpwuid(number)?.pointee else { return nil }
        self.init(known)
    }

    private init(_ entry: passwd) {
        name = String(cString: entry.pw_name)
        user = entry.pw_uid
        group = entry.pw_gid
        home = entry.pw_dir.map { String(cString: $0) }
    }
}
