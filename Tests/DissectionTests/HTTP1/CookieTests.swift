import Bytes
import Records
import Testing

@testable import Dissection

@Suite("Cookies")
struct CookieTests {
    private func cookies(_ field: String, limits: Limits = Limits()) -> [Cookie] {
        var cookies: [Cookie] = []
        let octets = Array(field.utf8)
        CookieHeader.read(octets.span.bytes, into: &cookies, limits: HTTPLimits(limits))
        return cookies
    }

    private func setCookie(_ field: String) -> SetCookie? {
        let octets = Array(field.utf8)
        return SetCookieHeader.read(octets.span.bytes, limits: HTTPLimits())
    }

    @Test("Pairs are trimmed, quotes stay, what has no name or sign is left out")
    func pairs() {
        #expect(
            cookies("a=1;  b = \"two\" ; lonely; =x; c=; d=e=f;")
                == [
                    Cookie(name: "a", value: "1"), Cookie(name: "b", value: "\"two\""), Cookie(name: "c", value: ""),
                    Cookie(name: "d", value: "e=f"),
                ])
        #expect(cookies("").isEmpty)
    }

    @Test("No more cookies than the limit, and no longer texts")
    func limits() {
        var limits = Limits()
        limits.cookies = 2
        limits.textBytes = 4
        #expect(cookies("a=1;b=123456;c=3", limits: limits).map(\.value) == ["1", "1234"])
        #expect(cookies("a=123é;b=2", limits: limits).map(\.value) == ["123", "2"])
    }

    @Test("Set-Cookie with all its attributes")
    func setCookieWithAll() {
        let cookie = setCookie(
            "sid=\"x=y\"; Path=/; domain=.Example.com ;MAX-AGE=3600; Expires=Wed, 09 Jun 2021 10:18:14 GMT; Secure;HttpOnly; SameSite=Lax"
        )
        #expect(cookie?.name == "sid" && cookie?.value == "\"x=y\"")
        #expect(cookie?.path == "/" && cookie?.domain == ".Example.com")
        #expect(cookie?.maxAge == 3_600 && cookie?.expires == 1_623_233_894)
        #expect(cookie?.secure == true && cookie?.httpOnly == true && cookie?.sameSite == "Lax")
    }

    @Test("Lifetimes that are too large are held, unreadable ones are absent")
    func lifetimes() {
        #expect(setCookie("a=b; max-age=99999999999999999999999")?.maxAge == .max)
        #expect(setCookie("a=b; max-age=-99999999999999999999999")?.maxAge == .min)
        #expect(setCookie("a=b; max-age=-1")?.maxAge == -1)
        #expect(setCookie("a=b; max-age=soon; expires=never")?.maxAge == nil)
        #expect(setCookie("a=b; expires=never")?.expires == nil)
        #expect(setCookie("novalue; Path=/") == nil)
        #expect(setCookie("=v") == nil)
    }

    @Test(
        "Dates in all formats and sloppy ones",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01-Jan-1970 00:00:01 GMT", 1),
            ("06 november 1994 8:49:37", 784_111_777), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Fri, 31-Dec-9999 23:59:59 GMT", 253_402_300_799), ("Mon, 01-Jan-69 00:00:00 GMT", 3_124_224_000),
        ])
    func dates(_ text: String, _ seconds: Int64) {
        let octets = Array(text.utf8)
        #expect(HTTPDate.seconds(octets.span.bytes) == seconds)
    }

    @Test(
        "What is no date is none",
        arguments: [
            "", "0", "-1", "Sun, 06 Nov 1994", "32 Nov 1994 00:00:00", "06 Xyz 1994 08:49:37", "06 Nov 1994 24:00:00",
        ])
    func noDates(_ text: String) {
        let octets = Array(text.utf8)
        #expect(HTTPDate.seconds(octets.span.bytes) == nil)
    }
}
