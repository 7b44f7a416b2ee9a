/// gRPC's status codes.
public enum GRPCStatus {
    private static let names = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]
    public static let unknown: UInt32 = 2
    public static let deadlineExceeded: UInt32 = 4
    public static let resourceExhausted: UInt32 = 8
    public static let aborted: UInt32 = 10
    public static let `internal`: UInt32 = 13
    public static let unavailable: UInt32 = 14
    public static let dataLoss: UInt32 = 15
    public static let unauthenticated: UInt32 = 16

    /// The name that gRPC gives it, else the number.
    public static func name(_ code: UInt32) -> String {
        code < UInt32(names.count) ? names[Int(code)] : "status \(code)"
    }
}
