public import Records

extension Correlation {
    /// Follows downloads; gives what came of one that broke off, where this exchange asks for the same thing again.
    public mutating func follow(_ exchange: HTTPExchange, of flow: FlowID) -> DownloadReturn? {
        guard downloads.concerns(exchange), let opened = opening(of: flow) else { return nil }
        return downloads.absorb(exchange, opened)
    }
}
