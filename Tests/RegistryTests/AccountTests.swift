// Accounts, their roles and their secrets in the registry; how often somebody may try in vain.
import Authority
import Foundation
import PassCrypto
import Registry
import TestSupport
import Testing

@Suite struct `Accounts on disk` {
    private let office: TestRegistry
    private var registry: Registry { office.registry }
    private let hr: Grant
    private let desk: Grant
    private static let cheap = Result { () throws(CryptoError) in
        try ScryptCost(log2N: 4, r: 8, p: 1)
    }

    init() throws {
        office = try TestRegistry()
        try office.furnish()
        hr = try #require(Grant(.hr, .organisation(1042)))
        desk = try #require(Grant(.reviewer, .desk("park", site: 1)))
    }

    private func secret(_ seed: UInt8) -> SecretHash {
        SecretHash([UInt8](repeating: seed, count: 32))
    }

    private func invite(_ login: String, _ seed: UInt8 = 1) throws -> Account? {
        try registry.add(
            NewAccount(
                login: try #require(LoginName(login)), name: "王小明", grants: [hr, desk, hr]),
            NewInvitation(hash: secret(seed), expires: TestRegistry.start + 100),
            act: TestRegistry.act(10))
    }

    private func password(_ seed: UInt8 = 5) throws -> PasswordHash {
        PasswordHash(
            cost: try Self.cheap.get(), salt: [UInt8](repeating: seed, count: 16),
            hash: SecretBytes(copying: [UInt8](repeating: seed, count: 32).span))
    }

    @Test func `have a login name that is theirs alone, whatever letters it is typed in`() throws {
        let first = try #require(try invite("wang"))
        #expect(first.grants == [hr, desk])
        #expect(first.state == .invited)
        #expect(try invite("ＷANG", 2) == nil)
        #expect(try invite("wang2", 3)?.number.rawValue == 2)
        #expect(try registry.accounts().map(\.login) == ["wang", "wang2"])
        #expect(try registry.accounts().map(\.grants) == [[hr, desk], [hr, desk]])
    }

    @Test func `have no role at a firm or site that is not there`() throws {
        let account = try #require(try invite("wang"))
        for scope: Scope in [.organisation(9), .organisation(0), .site(9), .desk("park", site: 9)] {
            let role: Role = scope.extent == .desk ? .reviewer : .propertyLead
            let grant = try #require(Grant(role, scope))
            #expect(throws: RegistryError.self) {
                try registry.add(grant, to: account.number, act: TestRegistry.act(11))
            }
        }
        #expect(try registry.account(account.number).grants == [hr, desk])
    }

    @Test func `are given a role once, and lose it once`() throws {
        let account = try #require(try invite("wang"))
        let act = TestRegistry.act(11)
        let before = try registry.auditHead().number
        #expect(try registry.add(hr, to: account.number, act: act) == account)
        #expect(try registry.auditHead().number == before)
        #expect(try registry.remove(hr, from: account.number, act: act).grants == [desk])
        #expect(throws: RegistryError.unknown(.grant, "hr@organisation:1042")) {
            try registry.remove(hr, from: account.number, act: act)
        }
        let rows = try registry.auditRows(from: before + 1, limit: 9)
        #expect(rows.map(\.what) == ["grant.remove"])
        #expect(rows.map(\.details) == ["grant=hr@organisation:1042"])
    }

    @Test func `take a password by a link once, before it is over`() throws {
        let account = try #require(try invite("wang"))
        let late = TestRegistry.act(100)
        #expect(try registry.accept(secret(1), try password(), act: late) == nil)
        #expect(try registry.accept(secret(2), try password(), act: TestRegistry.act(99)) == nil)
        let done = try registry.accept(secret(1), try password(), act: TestRegistry.act(99))
        #expect(done?.state == .active)
        #expect(try registry.accept(secret(1), try password(6), act: TestRegistry.act(99)) == nil)
        let login = try #require(LoginName("wang"))
        let kept = try #require(try registry.password(of: login))
        #expect(kept.account.number == account.number)
        #expect(kept.password.hash.withBytes { $0[0] } == 5)
        #expect(kept.password.cost == (try Self.cheap.get()))
    }

    @Test func `keep neither secret nor password hash where the file can be read`() throws {
        _ = try invite("wang")
        _ = try registry.accept(secret(1), try password(0xA7), act: TestRegistry.act(20))
        let files = try FileManager.default.contentsOfDirectory(atPath: office.folder.path())
        let disk = try files.reduce(into: Data()) {
            $0 += try Data(contentsOf: office.folder.appending(path: $1))
        }
        #expect(disk.range(of: Data(repeating: 0xA7, count: 32)) == nil)
        #expect(disk.range(of: Data(repeating: 0xA7, count: 16)) != nil, "the salt is seen")
    }

    @Test func `that are disabled have neither session nor password nor link`() throws {
        let account = try #require(try invite("wang"))
        _ = try registry.accept(secret(1), try password(), act: TestRegistry.act(20))
        let session = NewSession(
            hash: secret(7), account: account.number, expires: TestRegistry.start + 1_000,
            agent: "")
        let limits = SessionLimits(idleSeconds: 500, noteSeconds: 60)
        func caller(_ seconds: Int64) throws -> Caller? {
            try registry.caller(
                ofSession: secret(7), limits: limits, at: TestRegistry.start + seconds)
        }
        _ = try registry.begin(session, act: TestRegistry.act(21))
        #expect(try caller(22)?.grants == [hr, desk])
        _ = try registry.set(account.number, .disabled, act: TestRegistry.act(23))
        #expect(try caller(24) == nil)
        #expect(try registry.password(of: #require(LoginName("wang"))) == nil)
        let enabled = try registry.set(account.number, .enabled, act: TestRegistry.act(25))
        #expect(enabled.state == .active)
        #expect(try caller(26) == nil, "a session that was ended stays so")
        let reset = try registry.reset(
            account.number,
            NewInvitation(hash: secret(9), expires: TestRegistry.start + 90),
            act: TestRegistry.act(30))
        #expect(reset.state == .invited)
        _ = try registry.set(account.number, .disabled, act: TestRegistry.act(31))
        #expect(try registry.invited(by: secret(9), at: TestRegistry.start + 32) == nil)
    }

    @Test func `write down the use of a session once a minute`() throws {
        let account = try #require(try invite("wang"))
        _ = try registry.accept(secret(1), try password(), act: TestRegistry.act(20))
        let limits = SessionLimits(idleSeconds: 500, noteSeconds: 60)
        _ = try registry.begin(
            NewSession(
                hash: secret(7), account: account.number, expires: TestRegistry.start + 1_000,
                agent: "x"), act: TestRegistry.act(100))
        func used(_ seconds: Int64) throws -> Int64? {
            let now = TestRegistry.start + seconds
            _ = try registry.caller(ofSession: secret(7), limits: limits, at: now)
            return try registry.sessions(of: account.number, limits: limits, at: now)
                .first.map { $0.usedAt - TestRegistry.start }
        }
        #expect(try used(159) == 100)
        #expect(try used(160) == 160)
        #expect(try used(659) == 659)
        #expect(try used(999) == 999)
        #expect(try used(1_000) == nil, "a session ends, however much it is used")
    }
}

@Suite struct `Attempts to sign in` {
    private let office: TestRegistry
    private var registry: Registry { office.registry }
    private let login = SignInSubject.login("wang")
    private let address = SignInSubject.address("192.0.2.7")

    init() throws { office = try TestRegistry() }

    private func attempt(_ seconds: Int64, _ subject: SignInSubject? = nil) throws -> AttemptAnswer
    {
        try registry.attempt([subject ?? login], at: TestRegistry.start + seconds)
    }

    @Test func `are ten in a quarter of an hour, then a wait that doubles`() throws {
        for _ in 1...10 { #expect(try attempt(0) == .free) }
        #expect(try attempt(0) == .blocked(retryAfterSeconds: 900))
        #expect(try attempt(899) == .blocked(retryAfterSeconds: 1))
        for _ in 1...10 { #expect(try attempt(900) == .free) }
        #expect(try attempt(900) == .blocked(retryAfterSeconds: 1_800))
        #expect(try attempt(901, .login("li")) == .free, "others are not kept waiting")
    }

    @Test func `are free again where nine were spread over more than a quarter of an hour`() throws
    {
        for _ in 1...9 { #expect(try attempt(0) == .free) }
        for _ in 1...9 { #expect(try attempt(900) == .free) }
    }

    @Test func `from one address are fifty, whatever names are tried`() throws {
        for place in 1...50 {
            let answer = try registry.attempt(
                [.login("name\(place)"), address], at: TestRegistry.start)
            #expect(answer == .free)
        }
        let next = try registry.attempt([.login("other"), address], at: TestRegistry.start)
        #expect(next == .blocked(retryAfterSeconds: 60))
        #expect(try attempt(0, .login("other")) == .free, "what was blocked was not counted")
    }

    @Test func `that succeed are taken back`() throws {
        for _ in 1...60 {
            #expect(try registry.attempt([login, address], at: TestRegistry.start) == .free)
            try registry.takeBackAttempt(of: login, from: address)
        }
        for _ in 1...49 { #expect(try attempt(0, address) == .free) }
        #expect(try registry.attempt([login, address], at: TestRegistry.start) == .free)
        try registry.takeBackAttempt(of: login, from: address)
        #expect(try attempt(0, address) == .free, "the fiftieth was none in vain")
        #expect(try attempt(0, address) == .blocked(retryAfterSeconds: 60))
    }

    @Test func `of a hundred at once let ten through`() async throws {
        let registry = registry
        let free = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 1...100 {
                group.addTask {
                    try registry.attempt([.login("wang")], at: TestRegistry.start) == .free
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(free == 10)
    }

    @Test func `keep no name and no address`() throws {
        _ = try registry.attempt([.login("a-name-that-shows"), address], at: TestRegistry.start)
        let files = try FileManager.default.contentsOfDirectory(atPath: office.folder.path())
        for file in files {
            let bytes = try Data(contentsOf: office.folder.appending(path: file))
            #expect(bytes.range(of: Data("a-name-that-shows".utf8)) == nil)
            #expect(bytes.range(of: Data("192.0.2.7".utf8)) == nil)
        }
    }
}
