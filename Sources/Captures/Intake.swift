internal import CPcap
internal import Records

/// Where libpcap puts packets: a batch in the making, for the thread that captures alone.
final class Intake {
    // Changed for every packet, and by nobody else meanwhile: not worth a check at run time.
    @exclusivity(unchecked) private(set) var batch: PacketBatch
    @exclusivity(unchecked) private(set) var captured: UInt64 = 0
    @exclusivity(unchecked) private(set) var bytes: UInt64 = 0
    /// Packets with a later time are not wanted any more, nanoseconds.
    @exclusivity(unchecked) var latest = Int64.max
    private let timestampUnit: Int64

    init(linkType: LinkType, timestampUnit: Int64) {
        self.timestampUnit = timestampUnit
        batch = PacketBatch(firstNumber: 1, linkType: linkType)
    }

    /// Gives the batch away, and begins the next.
    func takeBatch() -> PacketBatch {
        let full = batch
        batch = PacketBatch(firstNumber: full.nextNumber, linkType: full.linkType)
        batch.reserve(like: full)
        return full
    }

    /// Reads at most `count` packets; the result is libpcap's.
    func read(_ pcap: OpaquePointer, count: Int32) -> Int32 {
        let pointer = Unmanaged.passUnretained(self).toOpaque().assumingMemoryBound(to: UInt8.self)
        return pcap_dispatch(
            pcap, count,
            { user, header, packet in
                guard let user, let header, let packet else { return }
                Unmanaged<Intake>.fromOpaque(user)._withUnsafeGuaranteedRef { $0.take(header.pointee, packet) }
            }, pointer)
    }

    @inline(__always)
    private func take(_ header: pcap_pkthdr, _ packet: UnsafePointer<UInt8>) {
        let time = Timestamp(
            seconds: Int64(header.ts.tv_sec), nanoseconds: Int64(header.ts.tv_usec) &* timestampUnit)
        guard time.nanoseconds <= latest else { return }
        let octets = UnsafeRawBufferPointer(start: packet, count: Int(header.caplen))
        batch.append(octets, originalLength: header.len, time: time)
        captured &+= 1
        bytes &+= UInt64(header.caplen)
    }
}
