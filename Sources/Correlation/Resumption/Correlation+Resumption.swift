public import Records

extension Correlation {
    /// Follows the TLS session of a handshake of an open flow, and asks why it was not taken up again where that is
    /// worth a question.
    ///
    /// - Parameter isComplete: whether it comes with all that belonged to it until the flow's end.
    public mutating func follow(
        _ handshake: TLSHandshake, of flow: FlowID, isComplete: Bool, patience: Double
    ) -> ResumptionQuestion? {
        guard let opened = facts(flow)?.opened else { return nil }
        if isComplete {
            resumptions.complete(handshake, of: opened)
        } else {
            resumptions.begin(handshake, of: opened)
        }
        return resumptions.question(handshake, of: opened, isComplete: isComplete, patience: patience)
    }
}
