import Bytes
import Records

/// Puts IP datagrams together again, bounded in number, octets and time.
struct Defragmenter {
    private let limits: DecoderLimits
    /// Ascending by age: the first one is the oldest.
    private var datagrams: [PartialDatagram] = []
    private var fingerprints: [UInt64] = []
    private var heldOctets = 0
    /// Packets whose fragments were given up.
    private(set) var abandoned = 0

    init(limits: DecoderLimits) { self.limits = limits }

    /// Adds a fragment, and gives the datagram if it is complete now. `packets` carried the fragment: one, or those of a
    /// datagram around it.
    mutating func add(
        _ fragment: Fragment, _ bytes: RawSpan, of key: DatagramKey, packets: Int, at time: Timestamp
    ) -> PartialDatagram? {
        giveUpOld(at: time)
        let index = index(of: key) ?? begin(key, transport: fragment.transport, at: time)
        let before = datagrams[index].octets.count
        datagrams[index].packets += packets
        datagrams[index].add(fragment, bytes)
        heldOctets += datagrams[index].octets.count - before
        if datagrams[index].isComplete { return remove(at: index) }
        while heldOctets > limits.fragmentOctets || datagrams.count > limits.fragmentedDatagrams, !datagrams.isEmpty {
            abandoned += remove(at: 0).packets
        }
        return nil
    }

    /// Gives up what is held.
    ///
    /// - Returns: All packets that were ever given up.
    mutating func giveUpAll() -> Int {
        while !datagrams.isEmpty { abandoned += remove(at: datagrams.count - 1).packets }
        return abandoned
    }

    private mutating func giveUpOld(at time: Timestamp) {
        while let oldest = datagrams.first, time.seconds(since: oldest.began) > limits.fragmentSeconds {
            abandoned += remove(at: 0).packets
        }
    }

    private func index(of key: DatagramKey) -> Int? {
        let fingerprint = key.fingerprint
        for index in fingerprints.indices where fingerprints[index] == fingerprint {
            if datagrams[index].key == key { return index }
        }
        return nil
    }

    private mutating func begin(_ key: DatagramKey, transport: UInt8, at time: Timestamp) -> Int {
        datagrams.append(PartialDatagram(key: key, began: time, transport: transport))
        fingerprints.append(key.fingerprint)
        return datagrams.count - 1
    }

    private mutating func remove(at index: Int) -> PartialDatagram {
        fingerprints.remove(at: index)
        let datagram = datagrams.remove(at: index)
        heldOctets -= datagram.octets.count
        return datagram
    }
}
