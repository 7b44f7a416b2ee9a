import Diagnosis
import Records

/// Members of a finding.
extension FieldWriter {
    mutating func fields(of finding: Finding) {
        json.field("id", finding.id)
        json.field("code", finding.code)
        json.field("category", finding.category.rawValue)
        json.field("severity", finding.severity.name)
        json.field("layer", UInt64(clamping: finding.layer))
        json.field("confidence", finding.confidence.name)
        json.field("title", redactor.shownProse(finding.title))
        json.key("subject")
        json.beginObject()
        json.field("kind", finding.subject.kind.rawValue)
        json.field("id", redactor.shownSubject(finding.subject))
        json.endObject()
        fields(of: finding.by)
        json.field("first_time", time: finding.first.time)
        json.field("last_time", time: finding.last.time)
        json.field("count", UInt64(clamping: finding.count))
        occurrences(finding.occurrences)
        evidence(finding.evidence)
        json.field("cause", redactor.shownProse(finding.cause))
        fixes(finding.fixes)
        json.field("display_filter", redactor.shownProse(finding.displayFilter))
        json.field("related", strings: finding.related)
    }

    private mutating func fields(of actor: Finding.Actor) {
        json.key("by")
        json.beginObject()
        json.field("role", actor.role.rawValue)
        json.field("address", actor.endpoint?.address.description)
        json.field("port", actor.endpoint?.port)
        json.endObject()
    }

    private mutating func occurrences(_ occurrences: [Finding.Occurrence]) {
        json.key("occurrences")
        json.beginArray()
        for occurrence in occurrences {
            json.beginObject()
            json.field("time", time: occurrence.at.time)
            json.field("packet", occurrence.at.packet)
            json.field("flow", occurrence.flow)
            if let session = occurrence.session { json.field("session", redactor.shownSession(session)) }
            json.field("note", redactor.shownProse(occurrence.note))
            json.endObject()
        }
        json.endArray()
    }

    private mutating func evidence(_ evidence: [Finding.Evidence]) {
        json.key("evidence")
        json.beginArray()
        for piece in evidence {
            json.beginObject()
            json.field("packet", piece.packet)
            json.field("flow", piece.flow)
            json.field("text", redactor.shownProse(piece.text))
            json.endObject()
        }
        json.endArray()
    }

    private mutating func fixes(_ fixes: [Finding.Fix]) {
        json.key("fixes")
        json.beginArray()
        for fix in fixes {
            json.beginObject()
            json.field("for", fix.target)
            json.field("text", redactor.shownProse(fix.text))
            if let setting = fix.setting { json.field("setting", redactor.shownProse(setting)) }
            json.endObject()
        }
        json.endArray()
    }
}
