// The service with two firms at two sites, asked without a network, for the tests of this folder.
import ApplicationKinds
import Authority
import Foundation
import HTTPTypes
import Hummingbird
import Issuance
import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
import Registry
import Synchronization
import TestSupport
import Testing

@testable import PassWeb

/// One of the two firms, with a site of its own.
struct ServedFirm {
    let organisation: Int64
    let site: Int64
    /// Words that stand in nothing but what is this firm's: its name, a plate, a person.
    let mark: String
    let plate: String
    /// Of a vehicle that a pass is asked for.
    let wantedPlate: String
    let person: String

    static let own = ServedFirm(
        organisation: 1042, site: 1, mark: "精密仪器厂", plate: "沪A12345", wantedPlate: "沪A54321",
        person: "王小明")
    static let foreign = ServedFirm(
        organisation: 2077, site: 2, mark: "远方物流", plate: "沪B67890", wantedPlate: "沪B09876",
        person: "赵大海")
}

/// What a request was answered.
struct Told {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }

    /// Status and body, where the answer repeats the number that it was asked for.
    var alikeButNumbers: String {
        "\(status) "
            + text.replacing(/"request_id":"[^"]*"/, with: "")
            .replacing(/[0-9a-f]{64}|\d+/, with: "N")
    }

    /// Status, header and body, without what differs from request to request.
    var alike: String {
        let fields = headers.filter { $0.name != .requestID }.map { "\($0)" }.sorted()
        return "\(status) \(fields) "
            + text.replacing(/"request_id":"[^"]*"/, with: "")
    }

    var cookie: String? {
        headers[.setCookie].flatMap { $0.split(separator: ";").first.map(String.init) }
    }
}

/// How a request is signed in.
enum Entry {
    case nobody
    case session(SignedIn)
    case cookieAlone(SignedIn)
    case token(String)
}

/// Owns a folder, an office and its endpoints.
final class ServedOffice: Sendable {
    static let password = "horse-battery-9"

    private let folder: TestFolder
    private let load: WorkLoad
    let office: Office
    let endpoints: [Endpoint]
    let templates: MessageTemplates
    private let responder: any HTTPResponder<ServiceContext>

    init() throws {
        folder = try TestFolder()
        let seconds = Seconds()
        office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"), area: 310_117,
            setting: OfficeSetting(
                who: "tester", clock: OfficeClock { seconds.value.withLock { $0 } },
                random: .fixed(seed: 1)))
        load = WorkLoad { [office] work in try office.commitTogether(work) }
        let checkout = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var settings = ServiceSettings(host: "127.0.0.1", port: 0, resources: checkout.path)
        settings.messageTemplates = try MessageTemplates(
            folder: "\(checkout.path)/Templates/sms")
        templates = settings.messageTemplates
        let reception = Reception(
            office: office, load: load, entrance: Entrance(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            addresses: PeerAddresses(settings), figures: ServiceFigures())
        endpoints = allEndpoints(
            reception, settings, readKinds(in: "\(settings.resources)/Templates"))
        responder = reception.responder(endpoints)
        for firm in [ServedFirm.own, .foreign] { try furnish(firm) }
    }

    deinit { load.threads.shutdownGracefully { _ in } }

    /// Guards the time, which every use case reads.
    private final class Seconds: Sendable {
        let value = Mutex<Int64>(1_780_000_000)
    }

    private func furnish(_ firm: ServedFirm) throws {
        let organisation = try #require(OrganisationNumber(rawValue: firm.organisation))
        let site = try #require(SiteNumber(rawValue: firm.site))
        _ = try office.addOrganisation(
            OrganisationDraft(
                number: organisation, name: firm.mark, code: nil, level: nil, tags: [],
                labels: .none))
        _ = try office.addSite(site, name: "场所\(firm.site)")
        let zone = try #require(ZoneNumber(rawValue: firm.site))
        _ = try office.addZone(Zone(number: zone, site: site, name: "厂区"))
        _ = try office.addGate(
            Gate(
                number: try #require(GateNumber(rawValue: firm.site)), site: site, zone: zone,
                name: "\(firm.site)号门", direction: .inward))
        try importStaff(of: firm)
        _ = try office.issue(
            IssueOrder(
                organisation: organisation, kind: .all, fromSeconds: nil, untilSeconds: nil))
    }

    func importStaff(of firm: ServedFirm) throws {
        _ = try office.importStaff(try list("rosters/clean.xlsx"), try options(firm, at: firm))
    }

    /// A vehicle of one firm, at the site of another.
    func importVehicles(of firm: ServedFirm, at place: ServedFirm) throws {
        _ = try office.importVehicles(
            Array("车牌号,车型,驾驶员\n\(firm.plate),货车,\(firm.person)\n".utf8),
            try options(firm, at: place))
    }

    /// A staff list that a firm uploads and that was read.
    func upload(_ text: String, of firm: ServedFirm) throws -> Int64 {
        let upload = try office.beginUpload()
        try upload.append(Array(text.utf8))
        let list = try office.receive(
            upload,
            ListJobDraft(
                organisation: try #require(OrganisationNumber(rawValue: firm.organisation)),
                site: try #require(SiteNumber(rawValue: firm.site)), kind: .staff))
        while try office.workOnLists() {}
        return list.id
    }

    private func list(_ name: String) throws -> [UInt8] {
        let vectors = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")
        return [UInt8](try Data(contentsOf: vectors.appending(path: name)))
    }

    private func options(_ firm: ServedFirm, at place: ServedFirm) throws -> ImportOptions {
        ImportOptions(
            organisation: try #require(OrganisationNumber(rawValue: firm.organisation)),
            site: try #require(SiteNumber(rawValue: place.site)))
    }

    /// Orders a message to all of a firm's people at its own site.
    func orderMessages(of firm: ServedFirm) throws -> MessageJob {
        try office.notify(
            NoticeDraft(
                key: "opening", template: "notice", values: ["firm": firm.mark, "text": "复工"]),
            all: .staff, at: [try #require(SiteNumber(rawValue: firm.site))],
            of: try #require(OrganisationNumber(rawValue: firm.organisation)), using: templates)
    }

    /// Signs somebody in who has these roles.
    func member(_ login: String, _ grants: [Grant]) throws -> SignedIn {
        let invited = try office.invite(
            AccountDraft(login: login, name: "王小明", grants: grants), by: .machine)
        _ = try office.accept(invitation: invited.secret, password: Array(Self.password.utf8))
        return try office.signIn(
            PasswordAttempt(
                login: login, password: Array(Self.password.utf8), address: "192.0.2.1"),
            agent: "test")
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ entry: Entry = .nobody,
        json: String? = nil, key: String? = nil
    ) async throws -> Told {
        var head = head(method, path, entry)
        head.headerFields[.idempotencyKey] = key
        return try await ask(head, json: json)
    }

    /// A request that names a host.
    func head(
        _ method: HTTPRequest.Method, _ path: String, _ entry: Entry, host: String = "test"
    ) -> HTTPRequest {
        var head = HTTPRequest(method: method, scheme: "http", authority: host, path: path)
        switch entry {
        case .nobody: break
        case .session(let signedIn):
            head.headerFields[.cookie] = "__Host-gatepass=\(signedIn.secret)"
            head.headerFields[.csrfToken] = Office.pageToken(ofSession: signedIn.secret)
        case .cookieAlone(let signedIn):
            head.headerFields[.cookie] = "other=1; __Host-gatepass=\(signedIn.secret)"
        case .token(let secret): head.headerFields[.authorization] = "Bearer \(secret)"
        }
        return head
    }

    func ask(_ head: HTTPRequest, json: String?) async throws -> Told {
        var head = head
        if json != nil { head.headerFields[.contentType] = "application/json" }
        let request = Request(
            head: head, body: RequestBody(buffer: ByteBuffer(string: json ?? "")))
        let context = ServiceContext(
            source: ApplicationRequestContextSource(
                channel: EmbeddedChannel(), logger: Logger(label: "test")))
        let response = try await responder.respond(to: request, context: context)
        let collected = Collected()
        try await response.body.write(CollectingWriter(into: collected))
        return Told(
            status: response.status.code, headers: response.headers,
            body: collected.bytes.withLock { $0 })
    }
}

/// Guards the bytes of an answer while they are written.
private final class Collected: Sendable {
    let bytes = Mutex<[UInt8]>([])
}

private struct CollectingWriter: ResponseBodyWriter {
    let collected: Collected

    init(into collected: Collected) { self.collected = collected }

    mutating func write(_ buffer: ByteBuffer) async throws {
        collected.bytes.withLock { $0 += [UInt8](buffer: buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Does work after which nothing is left to be settled.
func settled(_ work: () -> Void) -> ChangeLine.Settle {
    work()
    return {}
}
