internal import CPcap
internal import Records

/// A filter in the language of pcap-filter(7), compiled once for each link type that occurs.
final class PacketFilter {
    private struct Compiled {
        var linkType: LinkType
        /// `nil` where nothing of this link type can match.
        var program: UnsafeMutablePointer<bpf_program>?
    }

    private let expression: String
    private var compiled: [Compiled] = []
    private var current = Compiled(linkType: .none, program: nil)

    /// Compiles `expression` for `linkTypes`; the error tells why that worked for none of them.
    ///
    /// One that does not fit a link type, as `ether host` does not fit raw IP, rejects the packets of that type.
    init(_ expression: String, linkTypes: [LinkType]) throws(CaptureError) {
        self.expression = expression
        var refusals: [String] = []
        for linkType in linkTypes.isEmpty ? [.ethernet] : linkTypes {
            if let reason = compile(linkType) { refusals.append(reason) }
        }
        if let reason = refusals.first, refusals.count == compiled.count {
            throw .filter(expression: expression, reason: reason)
        }
    }

    deinit {
        for case let program? in compiled.map(\.program) {
            pcap_freecode(program)
            program.deallocate()
        }
    }

    /// Whether the filter lets the packet through.
    func accepts(_ frame: borrowing Frame) -> Bool {
        if frame.linkType != current.linkType { select(frame.linkType) }
        guard let program = current.program else { return false }
        let bytes = frame.bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        var header = pcap_pkthdr()
        header.caplen = UInt32(clamping: frame.bytes.count)
        header.len = UInt32(clamping: frame.originalLength)
        return pcap_offline_filter(program, &header, bytes) != 0
    }

    @inline(never)
    private func select(_ linkType: LinkType) {
        if !compiled.contains(where: { $0.linkType == linkType }) { _ = compile(linkType) }
        current = compiled.first { $0.linkType == linkType } ?? Compiled(linkType: linkType, program: nil)
    }

    /// Adds the program for a link type; the result is libpcap's message where there can be none.
    private func compile(_ linkType: LinkType) -> String? {
        guard compiled.count < CaptureLimits.linkTypes else { return "too many link types" }
        compiled.append(Compiled(linkType: linkType, program: nil))
        guard linkType != .none, let handle = pcap_open_dead(Int32(clamping: linkType.dlt), 262_144) else {
            return "no filter applies to what is no packet"
        }
        defer { pcap_close(handle) }
        let program = UnsafeMutablePointer<bpf_program>.allocate(capacity: 1)
        program.initialize(to: bpf_program())
        // PCAP_NETMASK_UNKNOWN is a macro that Swift does not see.
        guard pcap_compile(handle, program, expression, 1, 0xffff_ffff) == 0 else {
            program.deallocate()
            return String(cString: pcap_geterr(handle))
        }
        compiled[compiled.count - 1].program = program
        return nil
    }
}
