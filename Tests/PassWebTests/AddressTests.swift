// Addresses of peers and proxies, by the spellings of RFC 4291 and the tricks of those who write
// header fields themselves.
import HTTPTypes
import Testing

@testable import PassWeb

@Suite struct `Network addresses` {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("192.0.2.7:443", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:DB8::7", "2001:db8:0:0:0:0:0:7"), ("[2001:db8::7]:443", "2001:db8:0:0:0:0:0:7"),
        ("::", "0:0:0:0:0:0:0:0"), ("::1", "0:0:0:0:0:0:0:1"), ("1::", "1:0:0:0:0:0:0:0"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("64:ff9b::192.0.2.1", "64:ff9b:0:0:0:0:c000:201"),
    ])
    func `have one spelling`(_ text: String, _ spelling: String) {
        #expect(NetworkAddress(text)?.description == spelling)
    }

    @Test(arguments: [
        "", ".", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "-1.2.3.4", "1.2.3.４",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4::5:6:7:8", "12345::", "g::",
        "[::1", "::1%eth0", "1.2.3.4::", "unknown", "::1.2.3", "+1::",
    ])
    func `are not read from anything else`(_ text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `lie in ranges by their first bits`() throws {
        let ten = try #require(AddressRange("10.0.0.0/9"))
        for (text, lies) in [
            ("10.0.0.1", true), ("10.127.255.255", true), ("10.128.0.0", false), ("::", false),
            ("::ffff:10.1.1.1", true),
        ] {
            #expect(ten.contains(try #require(NetworkAddress(text))) == lies, "\(text)")
        }
        let all = try #require(AddressRange("::/0"))
        #expect(all.contains(try #require(NetworkAddress("192.0.2.1"))))
        let one = try #require(AddressRange("fd00::1"))
        #expect(one.contains(try #require(NetworkAddress("fd00::1"))))
        #expect(!one.contains(try #require(NetworkAddress("fd00::2"))))
        for text in ["10.0.0.0/33", "fd00::/129", "10.0.0.0/", "/8", "10.0.0.0/8/8", "10.0.0.0/-1"]
        {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }
}

@Suite struct `Peers behind a proxy` {
    private func peers(
        trusting proxies: [String], metricsFrom: [String] = [], host: String = "0.0.0.0"
    ) -> PeerAddresses {
        var settings = ServiceSettings(host: host, port: 80, resources: ".")
        settings.trustedProxies = proxies.compactMap { AddressRange($0) }
        settings.metricsFrom = metricsFrom.compactMap { AddressRange($0) }
        return PeerAddresses(settings)
    }

    private func headers(forwardedFor: String?, proto: String? = nil) -> HTTPFields {
        var headers = HTTPFields()
        headers[.forwardedFor] = forwardedFor
        headers[.forwardedProto] = proto
        return headers
    }

    @Test func `are named by trusted proxies alone, and by the nearest of them`() {
        let peers = peers(trusting: ["10.0.0.0/8", "fd00::/8"])
        let forged = headers(forwardedFor: "203.0.113.9, 198.51.100.4, 10.0.0.3")
        #expect(peers.address(of: forged, from: "10.0.0.2") == "198.51.100.4")
        #expect(peers.address(of: forged, from: "fd00::2") == "198.51.100.4")
        #expect(peers.address(of: forged, from: "192.0.2.2") == "192.0.2.2")
        #expect(peers.address(of: headers(forwardedFor: nil), from: "10.0.0.2") == "10.0.0.2")
        #expect(
            peers.address(of: headers(forwardedFor: "10.0.0.9, 10.0.0.8"), from: "10.0.0.2")
                == "10.0.0.9")
        #expect(
            peers.address(of: headers(forwardedFor: "198.51.100.4:5555"), from: "10.0.0.2")
                == "198.51.100.4")
        #expect(
            peers.address(of: headers(forwardedFor: "1.1.1.1, <script>"), from: "10.0.0.2") == "-")
    }

    @Test func `come through the proxy, and not in the clear`() throws {
        let peers = peers(trusting: ["10.0.0.0/8"])
        let plain = headers(forwardedFor: nil)
        try peers.admit(plain, from: "10.0.0.2")
        try peers.admit(plain, from: "127.0.0.1")
        try peers.admit(headers(forwardedFor: nil, proto: "https"), from: "10.0.0.2")
        #expect(throws: Problem.self) { try peers.admit(plain, from: "192.0.2.2") }
        #expect(throws: Problem.self) {
            try peers.admit(headers(forwardedFor: nil, proto: "HTTP"), from: "10.0.0.2")
        }
        // What a stranger says of himself counts for nothing.
        try self.peers(trusting: ["10.0.0.0/8"], host: "127.0.0.1").admit(
            headers(forwardedFor: nil, proto: "http"), from: "127.0.0.1")
    }

    @Test func `read the figures on this machine or where the settings say, not through a proxy`() {
        let peers = peers(trusting: ["10.0.0.0/8"], metricsFrom: ["198.51.100.0/24"])
        let plain = headers(forwardedFor: nil)
        #expect(peers.mayReadMetrics(plain, by: "127.0.0.1"))
        #expect(peers.mayReadMetrics(plain, by: "::1"))
        #expect(peers.mayReadMetrics(plain, by: "198.51.100.4"))
        #expect(
            !peers.mayReadMetrics(plain, by: "192.0.2.2") && !peers.mayReadMetrics(plain, by: "-"))
        #expect(!peers.mayReadMetrics(headers(forwardedFor: "192.0.2.2"), by: "127.0.0.1"))
    }
}
