import Bytes
import Records

/// Header blocks: requests, responses, trailers.
extension HTTP2Dissector {
    /// Reads HEADERS, PUSH_PROMISE or CONTINUATION (RFC 9113 § 6.2, § 6.6, § 6.10).
    mutating func readBlock(
        _ header: HTTP2FrameHeader, _ window: inout RawSpan, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        if header.type == .continuation, self[direction].block == nil {
            // In mid-connection the beginning of the block may have been missed.
            guard isComplete else { return passBlock(header, &window, direction) }
            return refuse(header, "no header block goes on", &window, provenance, &sink)
        }
        if header.length > limits.headBytes || self[direction].block?.isPassed == true {
            return passLongBlock(header, &window, provenance, &sink)
        }
        guard window.byteCount >= header.total else { return wait(for: header.total, provenance) }
        let payload = window.extracting(HTTP2FrameHeader.byteCount..<header.total)
        guard let range = header.block(payload) else {
            return refuse(header, "padding longer than the frame", &window, provenance, &sink)
        }
        self[direction].incompleteSince = nil
        self[direction].faults = 0
        let piece = payload.extracting(range)
        let place = provenance.place(at: header.total - 1)
        window = window.extracting(droppingFirst: header.total)
        var block = self[direction].block.take() ?? Self.block(header, payload, begin: provenance.reference(at: 0))
        if header.endsHeaders, block.octets.isEmpty {
            take(block, piece, at: place, &sink)
            return .proceed
        }
        guard block.octets.count + piece.byteCount <= limits.headBytes else {
            tellLongBlock(place, &sink)
            self[direction].hpack.lose()
            block.octets = []
            block.isPassed = true
            if !header.endsHeaders { self[direction].block = block }
            return .proceed
        }
        piece.withUnsafeBytes { block.octets.append(contentsOf: $0) }
        if header.endsHeaders {
            take(block, block.octets.span.bytes, at: place, &sink)
        } else {
            self[direction].block = block
        }
        return .proceed
    }

    private static func block(
        _ header: HTTP2FrameHeader, _ payload: RawSpan, begin: PacketReference
    ) -> HTTP2Sender.Block {
        var promisedID: UInt32?
        if header.type == .pushPromise {
            promisedID = payload.uint32(at: header.isPadded ? 1 : 0) & 0x7fff_ffff
        }
        return HTTP2Sender.Block(
            streamID: header.streamID, promisedID: promisedID,
            endsStream: header.type == .headers && header.endsStream, begin: begin)
    }

    private mutating func passLongBlock(
        _ header: HTTP2FrameHeader, _ window: inout RawSpan, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        if self[direction].block?.isPassed != true { tellLongBlock(provenance.place(at: 0), &sink) }
        var block =
            self[direction].block
            ?? HTTP2Sender.Block(
                streamID: header.streamID, promisedID: nil, endsStream: false, begin: provenance.reference(at: 0))
        block.octets = []
        block.isPassed = true
        self[direction].block = header.endsHeaders ? nil : block
        return passBlock(header, &window, direction)
    }

    private mutating func passBlock(
        _ header: HTTP2FrameHeader, _ window: inout RawSpan, _ direction: Direction
    ) -> Demand {
        self[direction].incompleteSince = nil
        self[direction].hpack.lose()
        window = window.extracting(droppingFirst: HTTP2FrameHeader.byteCount)
        return header.length > 0 ? .skip(UInt64(header.length)) : .proceed
    }

    private mutating func tellLongBlock(_ place: Place, _ sink: inout RecordSink) {
        tell(.limit, "header block longer than \(limits.headBytes) bytes: headBytes", at: place, &sink)
    }

    /// Takes in a complete block.
    private mutating func take(
        _ block: HTTP2Sender.Block, _ octets: RawSpan, at place: Place, _ sink: inout RecordSink
    ) {
        if let promisedID = block.promisedID {
            takePromise(promisedID, block, octets, at: place, &sink)
        } else if place.direction == .toServer {
            takeRequest(block, octets, at: place, &sink)
        } else {
            takeResponse(block, octets, at: place, &sink)
        }
    }

    /// Tells what was wrong with a block.
    private mutating func report(_ read: HTTP2Block, at place: Place, _ sink: inout RecordSink) {
        connection.unknownHeaders &+= read.unknown
        if read.isCut { tell(.limit, "more than \(limits.headers) fields: headers", at: place, &sink) }
        guard let fault = read.fault else { return }
        self[place.direction].hpack.lose()
        tell(.malformed, "HTTP/2 header block: \(fault.reason)", at: place, &sink)
    }
}

/// Requests.
extension HTTP2Dissector {
    private mutating func takeRequest(
        _ block: HTTP2Sender.Block, _ octets: RawSpan, at place: Place, _ sink: inout RecordSink
    ) {
        let known = streams.index(of: block.streamID)
        if let known, streams[known].isAsked {
            takeRequestTrailers(known, block, octets, at: place, &sink)
            return
        }
        var request = HTTPRequest(begin: block.begin, at: place.reference, method: "", target: "")
        let read = HTTP2Block.request(octets, &client.hpack, &memory, limits, sessionHeaders, into: &request)
        report(read, at: place, &sink)
        let isRequest = read.pseudo.isPresent || read.unknown > 0 && !read.isFirstKnown
        let isNew = block.streamID > connection.highestStream.client || !isComplete
        guard isRequest, isNew || known != nil else {
            if block.endsStream, let known { endSide(known, .toServer, at: place.reference, &sink) }
            return
        }
        request.hasUnknownFields = read.unknown > 0 || read.isCut || read.fault != nil
        let isTunnel = Self.complete(&request, read)
        let index = known ?? open(HTTP2Stream(id: block.streamID), at: place, &sink)
        streams[index].isTunnel = isTunnel
        if isTunnel || block.endsStream {
            streams[index].client.room = 0
        } else {
            streams[index].client.room = BodyInterest.inRequest(request, read.framing, limits)
        }
        streams[index].client.progress = place.reference
        let isCall = GRPCFields.isContentType(request.contentType)
        streams[index].request = request
        if isCall { streams[index].beginCall(at: place.reference) }
        streams[index].take(read.grpc, at: place.reference)
        connection.streams &+= 1
        connection.highestStream.client = max(connection.highestStream.client, block.streamID)
        if block.endsStream { endSide(index, .toServer, at: place.reference, &sink) }
    }

    private mutating func takeRequestTrailers(
        _ index: Int, _ block: HTTP2Sender.Block, _ octets: RawSpan, at place: Place, _ sink: inout RecordSink
    ) {
        let read = HTTP2Block.trailers(octets, &client.hpack, limits)
        report(read, at: place, &sink)
        streams[index].client.progress = place.reference
        if block.endsStream { endSide(index, .toServer, at: place.reference, &sink) }
    }

    private mutating func takePromise(
        _ promisedID: UInt32, _ block: HTTP2Sender.Block, _ octets: RawSpan, at place: Place, _ sink: inout RecordSink
    ) {
        var request = HTTPRequest(begin: block.begin, at: place.reference, method: "", target: "")
        let read = HTTP2Block.request(octets, &server.hpack, &memory, limits, sessionHeaders, into: &request)
        report(read, at: place, &sink)
        guard promisedID > 0, streams.index(of: promisedID) == nil else { return }
        _ = Self.complete(&request, read)
        request.end = request.at
        var stream = HTTP2Stream(id: promisedID)
        stream.isPushed = true
        stream.client.isOver = true
        stream.request = request
        _ = open(stream, at: place, &sink)
        connection.highestStream.server = max(connection.highestStream.server, promisedID)
    }

    /// Gives a request what its pseudo-header fields say; returns whether it asks for a tunnel.
    private static func complete(_ request: inout HTTPRequest, _ read: HTTP2Block) -> Bool {
        let pseudo = read.pseudo
        request.method = pseudo.method ?? ""
        request.target = pseudo.path ?? ""
        request.host = pseudo.authority ?? request.host
        request.announcedBytes = read.framing.contentLength
        guard request.method == "CONNECT" else { return false }
        if let name = pseudo.protocolName {
            request.upgrade = name
            request.connectionUpgrade = true
        } else {
            request.target = pseudo.authority ?? request.target
        }
        return true
    }
}

/// Responses.
extension HTTP2Dissector {
    private mutating func takeResponse(
        _ block: HTTP2Sender.Block, _ octets: RawSpan, at place: Place, _ sink: inout RecordSink
    ) {
        let known = streams.index(of: block.streamID)
        if known.map({ streams[$0].response != nil }) ?? isComplete {
            // Trailers, or an answer on a stream that is over.
            let read = HTTP2Block.trailers(octets, &server.hpack, limits)
            report(read, at: place, &sink)
            if let known { finishResponse(known, block, read, at: place, &sink) }
            return
        }
        var response = HTTPResponse(begin: block.begin, at: place.reference, status: 0)
        let read = HTTP2Block.response(octets, &server.hpack, &memory, limits, sessionHeaders, into: &response)
        report(read, at: place, &sink)
        response.announcedBytes = read.framing.contentLength
        response.status = read.pseudo.status ?? 0
        guard let index = known ?? openUnasked(block, read, at: place, &sink) else { return }
        if let status = read.pseudo.status, status / 100 == 1 {
            if streams[index].informational.count < Self.interimResponses {
                streams[index].informational.append(status)
            }
        } else if read.pseudo.status != nil || streams[index].isAsked && !read.isFirstKnown {
            if !streams[index].isTunnel, !block.endsStream {
                streams[index].server.room = BodyInterest.inResponse(
                    response, read.framing, streams[index].request, limits)
            }
            let isCall = GRPCFields.isContentType(response.contentType)
            streams[index].response = response
            if isCall { streams[index].beginCall(at: place.reference) }
        }
        finishResponse(index, block, read, at: place, &sink)
    }

    private mutating func finishResponse(
        _ index: Int, _ block: HTTP2Sender.Block, _ read: HTTP2Block, at place: Place, _ sink: inout RecordSink
    ) {
        streams[index].server.progress = place.reference
        streams[index].take(read.grpc, at: place.reference)
        if block.endsStream { endSide(index, .toClient, at: place.reference, &sink) }
    }

    /// Opens a stream whose request was not seen; returns its index, or `nil` where the block says nothing of an exchange.
    private mutating func openUnasked(
        _ block: HTTP2Sender.Block, _ read: HTTP2Block, at place: Place, _ sink: inout RecordSink
    ) -> Int? {
        guard read.pseudo.status != nil || read.grpc.status != nil else { return nil }
        var stream = HTTP2Stream(id: block.streamID)
        stream.client.isOver = true
        return open(stream, at: place, &sink)
    }
}
