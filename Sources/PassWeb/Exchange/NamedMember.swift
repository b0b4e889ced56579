// In which member of a request stands what the office does not know: what the path names is not
// there, and what a member names is a wrong member.
import Issuance
import Registry

extension Call {
    /// Does something for the request; what is unknown is told with the member that named it.
    func tellingMember<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as OfficeError {
            guard let name = error.named, path[name.subject.rawValue] != name.text,
                let member = member(naming: name)
            else { throw error }
            var told = error
            told.fault = .refused
            told.field = member
            throw told
        }
    }

    /// - Returns: nil where no member, or more than one as likely as another, has the name.
    private func member(naming name: OfficeError.Name) -> String? {
        var members: [(path: String, isOfThing: Bool)] = []
        func look(_ value: JSONValue, _ path: String, _ isOfThing: Bool) {
            switch value {
            case .object(let inner):
                for (key, value) in inner {
                    // The fields of a form are told by their ids alone, as the form's own faults.
                    let isForm = path.isEmpty && key == "values"
                    let place = path.isEmpty ? key : "\(path).\(key)"
                    look(value, isForm ? "" : place, name.subject.members.contains(key))
                }
            case .list(let list):
                for (place, value) in list.enumerated() {
                    look(value, "\(path)[\(place)]", isOfThing)
                }
            case .integer(let number) where String(number) == name.text:
                members.append((path, isOfThing))
            case .text(let text) where text == name.text: members.append((path, isOfThing))
            case .null, .truth, .integer, .fraction, .text: break
            }
        }
        if let value = try? JSONValue(body) { look(value, "", false) }
        look(.object(queryMembers.mapValues(JSONValue.text)), "", false)
        let ofThing = members.filter(\.isOfThing)
        let likely = ofThing.isEmpty ? members : ofThing
        return likely.count == 1 || !ofThing.isEmpty ? likely.map(\.path).min() : nil
    }
}

extension RegistrySubject {
    /// The members that name one.
    fileprivate var members: Set<String> {
        switch self {
        case .gate: ["gate", "gates", "checkpoints"]
        case .person: ["employee", "key"]
        case .vehicle: ["plate", "key"]
        default: [rawValue]
        }
    }
}
