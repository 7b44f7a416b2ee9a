import Records

@testable import Dissection

/// Makes the bytes of a frame; masked where a key is given.
func frame(
    _ opcode: WebSocketOpcode, _ payload: [UInt8] = [], mask: UInt32? = nil, isFinal: Bool = true, reserved: UInt8 = 0
) -> [UInt8] {
    var bytes = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode.rawValue]
    let masked: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case ..<126: bytes.append(masked | UInt8(payload.count))
    case ...0xffff: bytes += [masked | 126] + bigEndian(UInt64(payload.count), 2)
    default: bytes += [masked | 127] + bigEndian(UInt64(payload.count), 8)
    }
    guard let mask else { return bytes + payload }
    let key = bigEndian(UInt64(mask), 4)
    return bytes + key + payload.enumerated().map { $0.element ^ key[$0.offset % 4] }
}

/// A frame of the client, masked as it must be.
func clientFrame(_ opcode: WebSocketOpcode, _ payload: [UInt8] = [], isFinal: Bool = true) -> [UInt8] {
    frame(opcode, payload, mask: 0x37fa_213d, isFinal: isFinal)
}

func closePayload(_ code: UInt16, _ reason: String = "") -> [UInt8] {
    bigEndian(UInt64(code), 2) + Array(reason.utf8)
}

func bigEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64((count - 1 - $0) * 8)) }
}

/// A conversation after a 101 that came with packet 0.
func upgraded(extensions: String? = nil, limits: Limits = Limits(), listsFrames: Bool = true) -> Playbook {
    let at = PacketReference(packet: 0, time: Timestamp(nanoseconds: 0))
    var request = HTTPRequest(begin: at, at: at, method: "GET", target: "/chat?room=1")
    request.host = "chat.example"
    var response = HTTPResponse(begin: at, at: at, status: 101)
    response.webSocketProtocol = "chat.v1"
    response.webSocketExtensions = extensions
    return Playbook(
        .webSocket,
        Environment(
            limits: limits, listsFrames: listsFrames, upgrade: Upgrade(request: request, response: response)))
}

extension Playbook.Outcome {
    var session: WebSocketSession? {
        for case .webSocket(let session) in records { return session }
        return nil
    }
}

/// A packet of a playbook: line `number`, one second after the one before it.
func packet(_ number: UInt64) -> PacketReference {
    PacketReference(packet: number, time: Timestamp(seconds: Int64(number) - 1, nanoseconds: 0))
}
