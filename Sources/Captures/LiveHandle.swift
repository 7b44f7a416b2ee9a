internal import CPcap

/// libpcap's handle of an interface that is being captured on: closed when it is gone.
struct LiveHandle: ~Copyable {
    let pcap: OpaquePointer

    deinit { pcap_close(pcap) }

    init(_ pcap: consuming sending OpaquePointer) { self.pcap = pcap }

    /// Nanoseconds in one unit of the timestamps.
    var timestampUnit: Int64 { pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1_000 }
}
