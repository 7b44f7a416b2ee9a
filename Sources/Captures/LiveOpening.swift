internal import CPcap
internal import Records

/// Opens interfaces with libpcap, step by step.
enum LiveOpening {
    /// Opens the interface; nothing of what comes is looked at yet. What libpcap only warns of is added to `warnings`,
    /// and `accepts` says whether packets with a link type are understood.
    static func open(
        _ options: LiveOptions, accepts: (LinkType) -> Bool, warnings: inout [String]
    ) throws(LiveError) -> sending OpaquePointer {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let pcap = pcap_create(options.interface, &message) else {
            throw .failed(interface: options.interface, reason: text(message))
        }
        do throws(LiveError) {
            try prepare(pcap, options)
            try activate(pcap, options, &warnings)
            // The interface's own link type, else the first one that is understood.
            let offered = linkTypes(pcap, options)
            let types = offered.map { LinkType(dlt: UInt32(bitPattern: $0)) }
            guard let chosen = types.firstIndex(where: accepts),
                offered[chosen] == pcap_datalink(pcap) || pcap_set_datalink(pcap, offered[chosen]) == 0
            else { throw .unsupportedLinkType(interface: options.interface, offered: offered.map(linkTypeName)) }
            try setFilter(pcap, options)
            try settle(pcap, options)
        } catch {
            pcap_close(pcap)
            throw error
        }
        return pcap
    }

    private static func prepare(_ pcap: OpaquePointer, _ options: LiveOptions) throws(LiveError) {
        pcap_set_snaplen(pcap, options.snapLength)
        // Where it means nothing libpcap would warn.
        pcap_set_promisc(pcap, options.isPromiscuous && options.interface != "any" ? 1 : 0)
        pcap_set_timeout(pcap, LiveOptions.delay)
        pcap_set_immediate_mode(pcap, options.isImmediate ? 1 : 0)
        pcap_set_buffer_size(pcap, Int32(clamping: Int64(options.bufferSize) * 1_024))
        // Refused where the interface has none: then it is microseconds.
        pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO)
        guard let name = options.timestampType else { return }
        let type = pcap_tstamp_type_name_to_val(name)
        guard type >= 0, pcap_set_tstamp_type(pcap, type) == 0 else {
            throw .unknownTimestampType(name, interface: options.interface, offered: timestampTypes(pcap))
        }
    }

    private static func settle(_ pcap: OpaquePointer, _ options: LiveOptions) throws(LiveError) {
        if options.direction != .both {
            let direction = options.direction == .incoming ? PCAP_D_IN : PCAP_D_OUT
            guard pcap_setdirection(pcap, direction) == 0 else {
                throw .failed(interface: options.interface, reason: String(cString: pcap_geterr(pcap)))
            }
        }
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard pcap_setnonblock(pcap, 1, &message) == 0 else {
            throw .failed(interface: options.interface, reason: text(message))
        }
    }

    /// Names of the kinds of timestamps that an interface has.
    static func timestampTypes(of interface: String) -> [String] {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let pcap = pcap_create(interface, &message) else { return [] }
        defer { pcap_close(pcap) }
        return timestampTypes(pcap)
    }

    private static func timestampTypes(_ pcap: OpaquePointer) -> [String] {
        var types: UnsafeMutablePointer<Int32>?
        let count = pcap_list_tstamp_types(pcap, &types)
        guard count > 0, let types else { return [] }
        defer { pcap_free_tstamp_types(types) }
        return (0..<Int(count)).compactMap { pcap_tstamp_type_val_to_name(types[$0]).map { String(cString: $0) } }
    }

    private static func activate(_ pcap: OpaquePointer, _ options: LiveOptions, _ warnings: inout [String])
        throws(LiveError)
    {
        let status = pcap_activate(pcap)
        guard status != 0 else { return }
        let said = String(cString: pcap_geterr(pcap))
        if status > 0 {
            let words = said.isEmpty ? String(cString: pcap_statustostr(status)) : said
            warnings.append("\(options.interface): \(words)")
            return
        }
        switch status {
        case PCAP_ERROR_NO_SUCH_DEVICE:
            throw .noSuchInterface(
                options.interface, known: ((try? NetworkInterface.all()) ?? []).filter(\.hasPackets).map(\.name))
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED: throw .notPermitted(interface: options.interface)
        case PCAP_ERROR_IFACE_NOT_UP: throw .isDown(interface: options.interface)
        case PCAP_ERROR where !said.isEmpty: throw .failed(interface: options.interface, reason: said)
        default:
            let words = String(cString: pcap_statustostr(status))
            throw .failed(
                interface: options.interface, reason: said.isEmpty || said == words ? words : "\(words): \(said)")
        }
    }

    /// libpcap's numbers of the link types that the interface offers, the one that it has first.
    private static func linkTypes(_ pcap: OpaquePointer, _ options: LiveOptions) -> [Int32] {
        var list: UnsafeMutablePointer<Int32>?
        let count = pcap_list_datalinks(pcap, &list)
        defer { if let list { pcap_free_datalinks(list) } }
        var offered = [pcap_datalink(pcap)]
        if count > 0, let list { offered += (0..<Int(count)).map { list[$0] }.filter { $0 != offered[0] } }
        // The second version says which interface it was.
        if options.interface == "any", let better = offered.first(where: { $0 == DLT_LINUX_SLL2 }) {
            offered.removeAll { $0 == better }
            offered.insert(better, at: 0)
        }
        return offered
    }

    /// libpcap's words for a link type, such as `CAN_SOCKETCAN (SocketCAN)`.
    private static func linkTypeName(_ dlt: Int32) -> String {
        guard let name = pcap_datalink_val_to_name(dlt) else { return "link type \(dlt)" }
        guard let words = pcap_datalink_val_to_description(dlt) else { return String(cString: name) }
        return "\(String(cString: name)) (\(String(cString: words)))"
    }

    private static func setFilter(_ pcap: OpaquePointer, _ options: LiveOptions) throws(LiveError) {
        guard let expression = options.filter, !expression.isEmpty else { return }
        var program = bpf_program()
        // PCAP_NETMASK_UNKNOWN is a macro that Swift does not see.
        guard pcap_compile(pcap, &program, expression, 1, 0xffff_ffff) == 0 else {
            throw .filter(expression: expression, reason: String(cString: pcap_geterr(pcap)))
        }
        defer { pcap_freecode(&program) }
        guard pcap_setfilter(pcap, &program) == 0 else {
            throw .filter(expression: expression, reason: String(cString: pcap_geterr(pcap)))
        }
    }
}
