// scrypt against RFC 7914 section 12, and the limits on what a file may ask for.
import PassCrypto
import Testing

@Suite struct `A key from a password` {
    struct Case: Sendable {
        let password: String
        let salt: String
        let cost: (log2N: UInt8, r: UInt8, p: UInt8)
        /// The first half of the standard's 64 bytes.
        let expected: String
    }

    static let rfc7914: [Case] = [
        Case(
            password: "", salt: "", cost: (4, 1, 1),
            expected: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"),
        Case(
            password: "password", salt: "NaCl", cost: (10, 8, 16),
            expected: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"),
        Case(
            password: "pleaseletmein", salt: "SodiumChloride", cost: (14, 8, 1),
            expected: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"),
    ]

    @Test(arguments: rfc7914)
    func `agrees with the standard's vectors`(vector: Case) throws {
        let cost = try ScryptCost(log2N: vector.cost.log2N, r: vector.cost.r, p: vector.cost.p)
        let key = try scrypt(
            [UInt8](vector.password.utf8), salt: [UInt8](vector.salt.utf8), cost: cost)
        #expect(key.printed == vector.expected)
    }

    @Test func `is made at the costs of the key ring and of a guard's code`() throws {
        // Python 3.11's hashlib.scrypt gives the same.
        let password = [UInt8]("pleaseletmein".utf8)
        let salt = [UInt8]("SodiumChloride".utf8)
        #expect(
            try scrypt(password, salt: salt, cost: .keyRing).printed
                == "2f10fcda14532d6543334cd899776407ff0ae879c370372de5b4e39d4d2d21ed")
        #expect(
            try scrypt(password, salt: salt, cost: .guardCode).printed
                == "f72cbc204bdcfc3ff5b115d8508aec1566ff0ef3f658388601a3933078ef7ac8")
        #expect(try ScryptCost(log2N: 17, r: 8, p: 1) == .keyRing)
        #expect(try ScryptCost(log2N: 15, r: 8, p: 1) == .guardCode)
    }

    @Test(
        arguments: [
            (0, 8, 1), (21, 1, 1), (17, 0, 1), (17, 8, 0), (17, 8, 3), (19, 8, 1), (20, 2, 2),
            (16, 1, 1), (255, 255, 255),
        ] as [(UInt8, UInt8, UInt8)])
    func `costs at most what is allowed, so that a file cannot ask for gigabytes`(
        log2N: UInt8, r: UInt8, p: UInt8
    ) {
        #expect(throws: CryptoError.costRefused(log2N: log2N, r: r, p: p)) {
            _ = try ScryptCost(log2N: log2N, r: r, p: p)
        }
    }

    @Test func `may cost the highest that is allowed`() throws {
        #expect(try ScryptCost(log2N: 18, r: 8, p: 1).log2N == 18)
        #expect(try ScryptCost(log2N: 17, r: 8, p: 2).p == 2)
    }
}
