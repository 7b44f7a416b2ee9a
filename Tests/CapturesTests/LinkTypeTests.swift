import Records
import Testing

struct LinkTypeTests {
    @Test func `libpcap's numbers that differ from those of files are mapped there and back`() {
        for (dlt, number) in [(11, 100), (12, 101), (15, 102), (16, 103), (18, 246), (19, 106)] as [(UInt32, UInt32)] {
            #expect(LinkType(dlt: dlt).rawValue == number)
            #expect(LinkType(rawValue: number).dlt == dlt)
        }
        #expect(LinkType(dlt: 276) == .linuxSLL2)
        #expect(LinkType.ethernet.dlt == 1)
    }

    @Test func `names are unique, and unknown numbers are kept in theirs`() {
        let names = (0..<300).map { LinkType(rawValue: $0).name }
        #expect(Set(names).count == names.count)
        #expect(LinkType(rawValue: 147).name == "linktype-147")
        #expect("\(LinkType.linuxSLL2)" == "linux_sll2")
    }
}
