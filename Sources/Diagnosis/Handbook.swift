/// What every code means, how to be sure, and how to mend it.
public enum Handbook {
    /// The entries of all codes that can be concluded, by code.
    public static let entries: [HandbookEntry] = CauseRegistry.entries.sorted { $0.code < $1.code }

    public static var codes: [String] { entries.map(\.code) }

    /// The entry of a code; `nil` for a code that is not built.
    public static func entry(_ code: String) -> HandbookEntry? { CauseRegistry.entry(code) }

    /// Where and how to capture so that the cause can be told: paragraphs of plain text.
    public static let captureAdvice: [String] = [
        "Where. Capture on the proxy or load balancer, on both of its sides at once: a session that dies between "
            + "two boxes can only be blamed on one of them when both connections are in the file. If only one place "
            + "is possible, take the server's side of whatever you suspect; the client's side says when it broke, "
            + "seldom why. Add the session store's port (6379, 11211, 5432, 3306) when logins get lost.",
        "How. tcpdump -i eth0 -s 0 -B 65536 -w drop.pcap 'host 10.0.0.5 and tcp'. -s 0 keeps whole packets; -B "
            + "65536 (KiB) gives the kernel room so that nothing is dropped; a filter for the hosts keeps the file "
            + "small. Leave the port out of the filter when a proxy opens connections of its own, and add 'or "
            + "icmp', since refusals and MTU errors come that way.",
        "Not any. -i any takes each packet once per interface it passes: use the one interface that carries the "
            + "connection, or two captures that hangup reads together (hangup analyze a.pcap b.pcap).",
        "How long. From before the session is opened until 30 seconds after it broke: the beginning tells who is "
            + "the client, the time after it tells whether it came back. For rare drops run a ring buffer, tcpdump "
            + "-C 200 -W 20 -w drop.pcap, and stop it when the drop was noticed; note the time of day.",
        "Idle timeouts. Let the connection be silent for as long as it takes: 60 s, 350 s or 15 min are typical. A "
            + "capture that is shorter than the timeout cannot show it.",
        "Encrypted traffic. Without keys hangup still sees who closes, when, and after how much silence. With the "
            + "keys it sees sessions, cookies and WebSocket frames: set SSLKEYLOGFILE=/tmp/keys.log for browsers, "
            + "curl, Node (--tls-keylog) and Python, and give it with --keylog. Or capture behind the place where "
            + "TLS ends.",
        "Both ends. If the cause stays `possible`, capture at client and server at the same time, with clocks set "
            + "by NTP. A packet that leaves one and does not reach the other was eaten in between; a RST that one "
            + "receives and the other never sent was made by a box on the way.",
        "Live. hangup live -i eth0 'host 10.0.0.5' tells findings as they become certain, and -w keeps the packets "
            + "as evidence.",
    ]
}
