// HTTPS to one server by libcurl: TLS 1.2 or newer, the server known by its key alone, no other
// place, no redirect, no proxy, everything bounded. Whose name and which dates a certificate bears
// is not asked: the key says it all, and a gate's clock may be wrong.
//
// Pointers are libcurl's session, owned and freed here, and this object's own, lent for one call.
internal import CCurl
package import GateState
import Glibc

/// A request as it goes out.
package struct LineRequest {
    /// What goes with it.
    package enum Body {
        case none
        case bytes([UInt8])
        case file(OutgoingFile)
    }

    package var method: String
    /// From the first slash, with the query.
    package var target: String
    package var fields: [(name: String, value: String)] = []
    package var body = Body.none
    /// Where a good answer's body goes; nil: into memory.
    package var sink: IncomingFile?
    /// Most bytes of the answer.
    package var limitBytes: Int
    /// How long the office may wait before it answers, in seconds.
    package var waitSeconds: UInt64 = 0

    package init(method: String, target: String, limitBytes: Int) {
        self.method = method
        self.target = target
        self.limitBytes = limitBytes
    }
}

/// An answer as it came in.
package struct LineAnswer {
    package let status: Int
    /// By name in lower case.
    package let fields: [String: String]
    /// What did not go into a file.
    package let body: [UInt8]
}

/// A connection to one server, kept open between requests; used by one thread.
@safe package final class HTTPSLine {
    private static let connectSeconds = 10
    /// A transfer that stands still for so long is given up; longer than any wait for news.
    private static let stillSeconds = 60
    private static let longestSeconds = 3_600

    private let address: OfficeAddress
    private let mayGoOn: () -> Bool
    // Made and freed by this object.
    private let session: UnsafeMutableRawPointer

    /// - Parameters:
    ///   - address: where, and by which key it is known.
    ///   - mayGoOn: asked about once in a second while a request is under way.
    /// - Throws: `LinkFault.unreachable` where libcurl does not start.
    package init(_ address: OfficeAddress, mayGoOn: @escaping () -> Bool) throws(LinkFault) {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK,
            let made = unsafe curl_easy_init()
        else { throw .unreachable("curl_easy_init") }
        unsafe session = made
        self.address = address
        self.mayGoOn = mayGoOn
    }

    deinit { unsafe curl_easy_cleanup(session) }

    /// Sends a request and takes the answer.
    ///
    /// - Throws: `LinkFault.unreachable`, `.otherKey`, `.redirected`, `.badAnswer`, `.stopped`,
    ///   `.gate`.
    package func answer(to request: LineRequest) throws(LinkFault) -> LineAnswer {
        let transfer = LineTransfer(request, mayGoOn)
        // Connections outlive this, settings do not.
        unsafe curl_easy_reset(session)
        var fields: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(fields) }
        for (name, value) in request.fields + [("Expect", "")] {
            unsafe fields = curl_slist_append(
                fields, value.isEmpty ? "\(name):" : "\(name): \(value)")
        }
        guard setPlace(request), setBounds(), setBody(request),
            unsafe ccurl_set_fields(session, fields) == CURLE_OK
        else { throw .unreachable("curl_easy_setopt") }
        let code = withExtendedLifetime(transfer) {
            let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
            guard
                unsafe ccurl_on_body(session, takeBody, context) == CURLE_OK
                    && ccurl_on_field(session, takeField, context) == CURLE_OK
                    && ccurl_read_body(session, giveBody, context) == CURLE_OK
                    && ccurl_on_progress(session, askProgress, context) == CURLE_OK
            else { return CURLE_FAILED_INIT }
            return unsafe curl_easy_perform(session)
        }
        if let fault = transfer.fault { throw fault }
        switch code {
        case CURLE_OK: break
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH: throw .otherKey
        case CURLE_ABORTED_BY_CALLBACK: throw .stopped
        default:
            throw .unreachable(
                unsafe curl_easy_strerror(code).map { unsafe String(cString: $0) } ?? "curl")
        }
        guard !(300..<400).contains(transfer.status) || transfer.status == 304 else {
            throw .redirected(status: transfer.status)
        }
        return LineAnswer(
            status: transfer.status, fields: transfer.fields, body: transfer.received)
    }

    private func setPlace(_ request: LineRequest) -> Bool {
        let none = ""
        return unsafe [
            ccurl_set_text(session, CURLOPT_URL, address.server + request.target),
            ccurl_set_text(session, CURLOPT_PROTOCOLS_STR, "https"),
            ccurl_set_text(session, CURLOPT_PINNEDPUBLICKEY, address.curlPin),
            ccurl_set_number(session, CURLOPT_SSL_VERIFYPEER, 0),
            ccurl_set_number(session, CURLOPT_SSL_VERIFYHOST, 0),
            ccurl_set_number(session, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            ccurl_set_number(session, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
            ccurl_set_number(session, CURLOPT_FOLLOWLOCATION, 0),
            ccurl_set_text(session, CURLOPT_PROXY, none),
            ccurl_set_text(session, CURLOPT_USERAGENT, "gate-link"),
            ccurl_set_number(session, CURLOPT_NOSIGNAL, 1),
        ].allSatisfy { $0 == CURLE_OK }
    }

    private func setBounds() -> Bool {
        unsafe [
            ccurl_set_number(session, CURLOPT_CONNECTTIMEOUT, Self.connectSeconds),
            ccurl_set_number(session, CURLOPT_LOW_SPEED_LIMIT, 1),
            ccurl_set_number(session, CURLOPT_LOW_SPEED_TIME, Self.stillSeconds),
            ccurl_set_number(session, CURLOPT_TIMEOUT, Self.longestSeconds),
        ].allSatisfy { $0 == CURLE_OK }
    }

    private func setBody(_ request: LineRequest) -> Bool {
        let count: Int
        switch request.body {
        case .none:
            return unsafe ccurl_set_number(session, CURLOPT_HTTPGET, 1) == CURLE_OK
        case .bytes(let bytes): count = bytes.count
        case .file(let file): count = file.byteCount
        }
        return unsafe [
            ccurl_set_number(session, CURLOPT_POST, 1),
            ccurl_set_size(session, CURLOPT_POSTFIELDSIZE_LARGE, count),
        ].allSatisfy { $0 == CURLE_OK }
    }
}
