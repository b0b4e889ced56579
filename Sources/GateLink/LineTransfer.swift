// One request under way, as libcurl's calls find it. The context that each call is given is the
// transfer, which lives until curl_easy_perform has returned; buffers are libcurl's own.
internal import CCurl
import GateExchange
import GateState
import Glibc

/// Guards what came and what is still to go.
final class LineTransfer {
    private static let largestFieldBytes = 65_536

    private let request: LineRequest
    private let mayGoOn: () -> Bool
    private var sentBytes = 0
    private var receivedBytes = 0
    private var fieldBytes = 0
    private(set) var status = 0
    private(set) var fields: [String: String] = [:]
    private(set) var received: [UInt8] = []
    private(set) var fault: LinkFault?

    init(_ request: LineRequest, _ mayGoOn: @escaping () -> Bool) {
        self.request = request
        self.mayGoOn = mayGoOn
    }

    /// A line of the answer's head.
    fileprivate func take(field line: [UInt8]) -> Bool {
        fieldBytes += line.count
        guard fieldBytes <= Self.largestFieldBytes else { return false }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            // What went before was provisional.
            fields = [:]
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].drop { $0 == " " }
            let end = value.firstIndex { $0.isNewline } ?? value.endIndex
            fields[text[..<colon].lowercased()] = String(value[..<end])
        }
        return true
    }

    /// A piece of the answer's body.
    fileprivate func take(body piece: [UInt8]) -> Bool {
        receivedBytes += piece.count
        let isInFile = status == 200 && request.sink != nil
        let limit = isInFile ? request.limitBytes : ExchangeLimit.answerBytes
        guard receivedBytes <= min(limit, request.limitBytes) else {
            fault = .badAnswer("> \(request.limitBytes) B")
            return false
        }
        guard isInFile, let sink = request.sink else {
            received += piece
            return true
        }
        do throws(GateStateError) {
            try sink.append(piece.span)
            return true
        } catch {
            fault = .gate(error)
            return false
        }
    }

    /// The next piece of what goes out; nil where it cannot be read.
    fileprivate func next(atMost count: Int) -> [UInt8]? {
        let piece: [UInt8]
        switch request.body {
        case .none: piece = []
        case .bytes(let bytes): piece = Array(bytes.dropFirst(sentBytes).prefix(count))
        case .file(let file):
            do throws(GateStateError) {
                piece = try file.read(count, at: sentBytes)
            } catch {
                fault = .gate(error)
                return nil
            }
        }
        sentBytes += piece.count
        return piece
    }

    fileprivate var isToStop: Bool { !mayGoOn() }

    fileprivate static func of(_ context: UnsafeMutableRawPointer) -> LineTransfer {
        unsafe Unmanaged<LineTransfer>.fromOpaque(context).takeUnretainedValue()
    }
}

private func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> [UInt8] {
    guard let start = unsafe start else { return [] }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
}

let takeField: ccurl_bytes = { start, one, count, context in
    guard let context = unsafe context else { return 0 }
    let isTaken = unsafe LineTransfer.of(context).take(field: bytes(start, one * count))
    return isTaken ? one * count : 0
}

let takeBody: ccurl_bytes = { start, one, count, context in
    guard let context = unsafe context else { return 0 }
    let isTaken = unsafe LineTransfer.of(context).take(body: bytes(start, one * count))
    return isTaken ? one * count : 0
}

let giveBody: ccurl_bytes = { start, one, count, context in
    guard let context = unsafe context, let start = unsafe start,
        let piece = unsafe LineTransfer.of(context).next(atMost: one * count)
    else { return Int(CURL_READFUNC_ABORT) }
    unsafe piece.withUnsafeBytes { piece in
        if let source = piece.baseAddress { unsafe memcpy(start, source, piece.count) }
    }
    return piece.count
}

let askProgress: ccurl_progress = { context, _, _, _, _ in
    guard let context = unsafe context else { return 1 }
    return unsafe LineTransfer.of(context).isToStop ? 1 : 0
}
