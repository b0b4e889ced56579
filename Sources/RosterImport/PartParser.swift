// Drives expat over one part of a workbook. Deep nesting, huge tags and any DOCTYPE end it: a
// workbook has none of them, and without a DOCTYPE there are no entities to blow up.
// `unsafe` here is the C interface of expat: its parser, its callbacks and their pointers.
import CExpat

/// What reads a part: told of each element and of the text between.
protocol PartVisitor: AnyObject {
    /// A start tag; the attributes are good only during the call.
    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws(FileRefusal) -> ReadingFlow
    /// A piece of text; the bytes are good only during the call.
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
    /// An end tag.
    func end(_ name: XMLName) throws(FileRefusal) -> ReadingFlow
}

/// Feeds one part to a visitor.
@safe struct PartParser: ~Copyable {
    private let parser: XML_Parser
    private let context: ParserContext
    private var fedBytes = 0

    /// - Throws: FILE_DAMAGED where expat has no memory.
    init(_ visitor: any PartVisitor) throws(FileRefusal) {
        guard let parser = unsafe XML_ParserCreate(nil) else {
            throw FileRefusal(code: .fileDamaged)
        }
        unsafe self.parser = unsafe parser
        context = unsafe ParserContext(visitor: visitor, parser: parser)
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(context).toOpaque())
        unsafe XML_SetElementHandler(
            parser,
            { unsafe ParserContext.from($0)?.begin($1, $2) },
            { unsafe ParserContext.from($0)?.end($1) })
        unsafe XML_SetCharacterDataHandler(parser) { unsafe ParserContext.from($0)?.text($1, $2) }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { user, _, _, _, _ in
            unsafe ParserContext.from(user)?.refuseDoctype()
        }
    }

    deinit {
        unsafe XML_ParserFree(parser)
    }

    /// Whether what `feed` threw was for a DOCTYPE.
    var isDoctypeSeen: Bool { context.isDoctypeSeen }

    /// Feeds the next bytes.
    ///
    /// - Parameters:
    ///   - capacity: how many bytes to make room for.
    ///   - fill: writes them and says how many; 0 ends the part.
    /// - Returns: whether the visitor wants more.
    /// - Throws: FILE_DAMAGED where it is no XML that a workbook may hold, and what the visitor
    ///   throws.
    mutating func feed(
        capacity: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws(FileRefusal) -> Int
    ) throws(FileRefusal) -> ReadingFlow {
        guard let buffer = unsafe XML_GetBuffer(parser, Int32(capacity)) else {
            throw FileRefusal(code: .fileDamaged)
        }
        let count = unsafe try fill(
            UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
        let status = unsafe XML_ParseBuffer(parser, Int32(count), count == 0 ? 1 : 0)
        if let fault = context.fault { throw fault }
        if context.isStopped { return .stop }
        guard status == XML_STATUS_OK else { throw FileRefusal(code: .fileDamaged) }
        // What expat has taken in but not got through is one unfinished tag.
        fedBytes += count
        let readBytes = unsafe XML_GetCurrentByteIndex(parser)
        guard count == 0 || fedBytes - readBytes <= ListLimits.xmlTokenBytes else {
            throw FileRefusal(code: .fileDamaged)
        }
        return count == 0 ? .stop : .goOn
    }
}

/// What expat's callbacks point at.
///
/// Owned by one `PartParser`, which outlives every callback; guards nothing, one thread uses it.
@safe private final class ParserContext {
    private let visitor: any PartVisitor
    private let parser: XML_Parser
    private var depth = 0
    private(set) var fault: FileRefusal?
    private(set) var isStopped = false
    private(set) var isDoctypeSeen = false

    init(visitor: any PartVisitor, parser: XML_Parser) {
        self.visitor = visitor
        unsafe self.parser = unsafe parser
    }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> ParserContext? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Unmanaged<ParserContext>.fromOpaque(pointer).takeUnretainedValue()
    }

    func begin(
        _ name: UnsafePointer<XML_Char>?,
        _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
    ) {
        guard !isStopped, let name = unsafe name, let attributes = unsafe attributes else { return }
        depth += 1
        guard depth <= ListLimits.xmlDepth,
            unsafe XML_GetSpecifiedAttributeCount(parser) <= 2 * ListLimits.xmlAttributes
        else { return refuse(FileRefusal(code: .fileDamaged)) }
        do throws(FileRefusal) {
            let flow = unsafe try visitor.begin(
                XMLName(qualified: name), XMLAttributes(attributes))
            if flow == .stop { stop() }
        } catch {
            refuse(error)
        }
    }

    func text(_ start: UnsafePointer<XML_Char>?, _ count: Int32) {
        guard !isStopped, let start = unsafe start else { return }
        unsafe start.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
            unsafe visitor.text(UnsafeBufferPointer(start: $0, count: Int(count)))
        }
    }

    func end(_ name: UnsafePointer<XML_Char>?) {
        guard !isStopped, let name = unsafe name else { return }
        depth -= 1
        do throws(FileRefusal) {
            if unsafe try visitor.end(XMLName(qualified: name)) == .stop { stop() }
        } catch {
            refuse(error)
        }
    }

    func refuseDoctype() {
        isDoctypeSeen = true
        refuse(FileRefusal(code: .fileDamaged))
    }

    func refuse(_ refusal: FileRefusal) {
        if fault == nil { fault = refusal }
        stop()
    }

    private func stop() {
        isStopped = true
        unsafe XML_StopParser(parser, 0)
    }
}
