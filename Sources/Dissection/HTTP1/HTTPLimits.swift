import Records

/// The limits that reading messages of HTTP has to know: a quarter of `Limits`, which is passed on with every field.
struct HTTPLimits: Sendable {
    let headBytes: Int
    let headers: Int
    let cookies: Int
    let textBytes: Int
    let pendingRequests: Int
    let heldBehindHole: Int
    let bodyExcerptBytes: Int

    init(_ limits: Limits = Limits()) {
        headBytes = limits.headBytes
        headers = limits.headers
        cookies = limits.cookies
        textBytes = limits.textBytes
        pendingRequests = limits.pendingRequests
        heldBehindHole = limits.heldBehindHole
        bodyExcerptBytes = limits.bodyExcerptBytes
    }
}
