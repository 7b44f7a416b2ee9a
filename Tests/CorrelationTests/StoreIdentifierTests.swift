import Records
import Testing

@testable import Correlation

@Suite struct StoreIdentifierTests {
    private static let id = "fsyWNqoZe9SkQ4tT1mB2"
    private static let uuid = "0c3f8a52-7b1d-4e6f-9a20-5d8c4b7e1f36"

    @Test(arguments: [
        "sess:\(id)", "session:\(id)", ":1:django.contrib.sessions.cache\(id)", "PHPREDIS_SESSION:\(id)",
        "memc.sess.key.\(id)", "shop:prod:sess:\(id)", id,
    ])
    func whateverStandsBeforeItTheIdentifierIsTheCookies(_ key: String) throws {
        let identifier = try #require(StoreIdentifier(key))
        #expect(identifier.hash == TokenHash(canonical: Self.id).low)
        #expect(identifier.hash == TokenHash(canonical: "s%3A\(Self.id).c2lnbmF0dXJl").low)
    }

    @Test func theUUIDIsThatOfItsBase64() throws {
        let identifier = try #require(StoreIdentifier("spring:session:sessions:\(Self.uuid)"))
        #expect(identifier.hash == TokenHash(canonical: "MGMzZjhhNTItN2IxZC00ZTZmLTlhMjAtNWQ4YzRiN2UxZjM2").low)
    }

    /// As `Rack::Session::SessionId#private_id` gives it: the digest is that of Ruby's Digest::SHA256.
    @Test func theKeyOfRackIsTheDigestOfItsCookie() throws {
        let cookie = "4b1f2c6d8e9a0b3c5d7e1f2a4b6c8d0e"
        let digest = TokenDigest.hexadecimal(ofCanonical: cookie)
        #expect(digest == "1c28178f7927db6b55d7bf04c8b46c49bf01d4e3abf12e655632fe83f3c84e31")
        let identifier = try #require(StoreIdentifier("shop:session:2::\(digest)"))
        #expect(identifier.hash == TokenHash(text: digest).low)
    }

    @Test(arguments: [
        "user:anna", "cache:front-page-of-the-shop", "page:12345678901234567890", "memc.sess.lock.\(id)",
        "spring:session:sessions:expires:\(uuid)", "session:", "",
    ])
    func otherKeysAreNotLookedUp(_ key: String) { #expect(StoreIdentifier(key) == nil) }

    @Test func whatAConditionKeptFromBeingWrittenIsNotWritten() {
        var command = StoreCommand(
            store: .redis, at: PacketReference(packet: 1, time: Timestamp(nanoseconds: 0)), command: "SET")
        command.effect = [.writes, .ifAbsent]
        #expect(StorePresence(command, .miss) == .unknown)
        #expect(StorePresence(command, .ok) == .written)
        command.effect = [.writes, .answersOld]
        #expect(StorePresence(command, .miss) == .written)
        command.effect = [.deletes, .counts]
        #expect(StorePresence(command, .integer(0)) == .unknown)
    }
}
