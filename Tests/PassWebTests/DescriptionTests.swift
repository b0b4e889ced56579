// The description of the API beside the table of endpoints.
import ApplicationKinds
import Authority
import Foundation
import HTTPTypes
import Issuance
import Logging
import TestSupport
import Testing

@testable import PassWeb

@Suite struct `The API's description` {
    private static let checkout = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// One operation in a line: id, method, path, who may ask.
    private func described() throws -> [String] {
        let yaml = try String(
            contentsOfFile: Self.checkout + "/Docs/api/openapi.yaml", encoding: .utf8)
        return try #require(DescriptionReader(yaml)).description().operations.map {
            "\($0.id) \($0.method) \($0.path) \($0.action)"
        }
    }

    private func endpoints() throws -> [Endpoint] {
        let folder = try TestFolder()
        let office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"), area: 310_117,
            setting: OfficeSetting(
                who: "tester", clock: OfficeClock { 1_780_000_000 }, random: .fixed(seed: 1)))
        let settings = ServiceSettings(host: "127.0.0.1", port: 0, resources: Self.checkout)
        let reception = Reception(
            office: office, load: WorkLoad(together: settled), entrance: Entrance(),
            logger: Logger(label: "test"), addresses: PeerAddresses(settings),
            figures: ServiceFigures())
        return allEndpoints(
            reception, settings, readKinds(in: "\(settings.resources)/Templates"))
    }

    @Test func `has every endpoint with who may ask for it, and no other`() throws {
        let described = Set(try described())
        let served = Set(
            try endpoints().map {
                "\($0.operation) \($0.method.rawValue) \($0.path) \($0.access.word)"
            })
        #expect(served.subtracting(described).sorted() == [], "missing from openapi.yaml")
        // The running service adds the figures, since they tell of its certificate too.
        #expect(
            described.subtracting(served).sorted() == ["metrics GET /metrics anyone"],
            "nothing answers these")
    }

    @Test func `names each operation once, and every parameter of its path`() throws {
        let yaml = try String(
            contentsOfFile: Self.checkout + "/Docs/api/openapi.yaml", encoding: .utf8)
        let operations = try #require(DescriptionReader(yaml)).description().operations
        #expect(Set(operations.map(\.id)).count == operations.count)
        for operation in operations {
            let braced = operation.path.split(separator: "/").compactMap { part in
                part.hasPrefix("{") ? String(part.dropFirst().dropLast()) : nil
            }
            let named = operation.parameters.filter { $0.place == "path" }.map(\.name)
            #expect(Set(named) == Set(braced), "\(operation.id)")
            #expect(!operation.summary.zh.isEmpty && !operation.summary.en.isEmpty)
            for parameter in operation.parameters where parameter.place == "path" {
                #expect(parameter.mark == "*", "\(operation.id)")
            }
        }
    }

    @Test func `describes Idempotency-Key wherever it is looked at, and nowhere else`() throws {
        let yaml = try String(
            contentsOfFile: Self.checkout + "/Docs/api/openapi.yaml", encoding: .utf8)
        let keyed = try #require(DescriptionReader(yaml)).description().operations
            .filter { $0.parameters.contains { $0.name == "Idempotency-Key" } }.map(\.id)
        let creating = try endpoints().filter { $0.creates == .something }.map(\.operation)
        #expect(Set(keyed) == Set(creating))
    }

    @Test func `is served as a page that has every operation and runs no script`() throws {
        let page = try #require(try endpoints().first { $0.operation == "descriptionPage" })
        guard case .work(let body) = page.way else {
            Issue.record("the page is no plain work")
            return
        }
        let answer = try body(try call())
        let policy = try #require(answer.headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'none'") && !policy.contains("script-src"))
        guard case .bytes(let bytes, _) = answer.content else {
            Issue.record("the page is no text")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(bytes.count < 700_000)
        for endpoint in try endpoints() {
            #expect(text.contains("<article id=\"\(endpoint.operation)\">"))
        }
    }

    private func call() throws -> Call {
        let folder = try TestFolder()
        let office = try Office.initialise(
            OfficeFolders(data: folder.path + "/d", keys: folder.path + "/d/keys"), area: 310_117,
            setting: OfficeSetting(
                who: "tester", clock: OfficeClock { 1_780_000_000 }, random: .fixed(seed: 1)))
        return Call(
            office: office, caller: nil, language: .chinese, requestID: "1", path: [:],
            queryMembers: [:], headers: HTTPFields(), host: "", method: .get, target: "",
            address: "-", body: [])
    }
}

extension Access {
    /// As `x-action` has it.
    fileprivate var word: String {
        switch self {
        case .anyone: "anyone"
        case .device: "device"
        case .signedIn: "signed-in"
        case .permitted(let action, _): action.rawValue
        case .permittedOne(let actions, _): actions.map(\.rawValue).joined(separator: " ")
        }
    }
}
