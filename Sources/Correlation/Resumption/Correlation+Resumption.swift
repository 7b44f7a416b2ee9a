public import Records

extension Correlation {
    /// Follows the TLS session of a handshake of an open flow, and asks why it was not taken up again where that is
    /// worth a question.
    ///
    /// - Parameters:
    ///   - handshake: as it was told, when it was done or at the flow's end.
    ///   - flow: an open flow.
    ///   - isComplete: whether it comes with all that belonged to it until the flow's end.
    ///   - patience: seconds within which one question about a client and a server is enough.
    /// - Returns: the question, if there is one.
    public mutating func follow(
        _ handshake: TLSHandshake, of flow: FlowID, isComplete: Bool, patience: Double
    ) -> ResumptionQuestion? {
        guard let opened = opening(of: flow) else { return nil }
        if isComplete {
            resumptions.complete(handshake, of: opened)
        } else {
            resumptions.begin(handshake, of: opened)
        }
        return resumptions.question(handshake, of: opened, isComplete: isComplete, patience: patience)
    }
}
