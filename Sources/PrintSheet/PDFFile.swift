// A PDF written page by page through cairo: a page leaves memory when the next one begins. What is
// drawn is lines, areas and text, never a picture.
import CPango
import FoundationEssentials

/// A PDF being written; one thread uses one file.
///
/// Safe: cairo's and pango's objects are made with it, let go with it, and nobody else has them.
@safe package final class PDFFile {
    /// Takes the file's next bytes, all of them or throws ``PrintError/write(errno:)``.
    package typealias Sink = ([UInt8]) throws(PrintError) -> Void

    private let stream: ByteStream
    private let surface: OpaquePointer
    let pen: OpaquePointer
    let layout: OpaquePointer
    /// Characters met since the last ``takeUnprintable()`` that no font has.
    private var unprintable: [Unicode.Scalar] = []
    private var isPageOpen = false
    /// Pages begun.
    package private(set) var pages = 0

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - title: what a reader's window says.
    ///   - createdSeconds: since 1970, for the file's own notes.
    ///   - write: takes the bytes in order.
    /// - Throws: ``PrintError/noFont``, ``PrintError/library(_:)``.
    package init(
        title: String, createdSeconds: Int64, write: @escaping Sink
    ) throws(PrintError) {
        guard PrintFont.isInstalled else { throw .noFont }
        stream = ByteStream(write)
        // The stream outlives the surface: `deinit` destroys the surface first.
        let context = unsafe Unmanaged.passUnretained(stream).toOpaque()
        guard
            let surface = unsafe cairo_pdf_surface_create_for_stream(
                takeBytes, context, PaperSize.a4.width.points, PaperSize.a4.height.points),
            let pen = unsafe cairo_create(surface),
            let layout = unsafe pango_cairo_create_layout(pen)
        else { throw .library("no memory") }
        unsafe self.surface = surface
        unsafe self.pen = pen
        unsafe self.layout = layout
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        // Without this cairo takes the machine's clock.
        let created = Date(timeIntervalSince1970: Double(createdSeconds)).formatted(.iso8601)
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created)
        unsafe prepare(layout)
        try check()
    }

    deinit {
        // Bytes that a file still has when it is let go unfinished are nobody's.
        stream.close()
        unsafe g_object_unref(UnsafeMutableRawPointer(layout))
        unsafe cairo_destroy(pen)
        unsafe cairo_surface_destroy(surface)
    }

    /// Begins a page, which ends the one before.
    ///
    /// - Throws: ``PrintError``: what was drawn before could not be written.
    package func beginPage(_ paper: PaperSize) throws(PrintError) {
        try endPage()
        // Takes effect with the first thing drawn on the page.
        unsafe cairo_pdf_surface_set_size(surface, paper.width.points, paper.height.points)
        isPageOpen = true
        pages += 1
    }

    /// Writes what is left; the file is whole only after this.
    ///
    /// - Throws: ``PrintError``, also for a character that no font has and nobody asked for.
    package func finish() throws(PrintError) {
        try endPage()
        guard unprintable.isEmpty else {
            throw .unprintable([
                UnprintableText(whose: nil, field: .page, scalars: takeUnprintable())
            ])
        }
        unsafe cairo_surface_finish(surface)
        try check()
        try stream.flush()
    }

    /// Characters that no installed font has, since this was last asked: each once, in order.
    func takeUnprintable() -> [Unicode.Scalar] {
        defer { unprintable = [] }
        return unprintable
    }

    func noteUnprintable(_ scalars: [Unicode.Scalar]) {
        for scalar in scalars where !unprintable.contains(scalar) { unprintable.append(scalar) }
    }

    private func endPage() throws(PrintError) {
        guard isPageOpen else { return }
        unsafe cairo_show_page(pen)
        isPageOpen = false
        try check()
    }

    private func check() throws(PrintError) {
        try stream.check()
        let states = unsafe [cairo_status(pen), cairo_surface_status(surface)]
        for state in states where state != CAIRO_STATUS_SUCCESS {
            throw .library(unsafe String(cString: cairo_status_to_string(state)))
        }
    }
}

/// Gathers what cairo writes in small pieces; keeps the first fault, since C cannot throw.
private final class ByteStream {
    private static let bufferBytes = 256 * 1024

    private let write: PDFFile.Sink
    private var buffer: [UInt8] = []
    private var fault: PrintError?
    private var isOpen = true

    init(_ write: @escaping PDFFile.Sink) { self.write = write }

    /// Whether the bytes were taken.
    func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard isOpen, fault == nil else { return false }
        unsafe buffer.append(contentsOf: bytes)
        guard buffer.count >= Self.bufferBytes else { return true }
        do { try flush() } catch { fault = error }
        return fault == nil
    }

    func flush() throws(PrintError) {
        try check()
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    func check() throws(PrintError) {
        if let fault { throw fault }
    }

    func close() { isOpen = false }
}

private func takeBytes(
    context: UnsafeMutableRawPointer?, bytes: UnsafePointer<UInt8>?, count: UInt32
) -> cairo_status_t {
    guard let context = unsafe context else { return CAIRO_STATUS_WRITE_ERROR }
    let stream = unsafe Unmanaged<ByteStream>.fromOpaque(context).takeUnretainedValue()
    // cairo's bytes are its own after the call.
    let isTaken = unsafe stream.take(UnsafeBufferPointer(start: bytes, count: Int(count)))
    return isTaken ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR
}

/// Chinese forms of shared characters, and positions that no screen has rounded.
private func prepare(_ layout: OpaquePointer) {
    guard let context = unsafe pango_layout_get_context(layout) else { return }
    unsafe pango_cairo_context_set_resolution(context, 72)
    unsafe pango_context_set_round_glyph_positions(context, 0)
    unsafe pango_context_set_language(context, pango_language_from_string("zh-cn"))
    unsafe pango_layout_context_changed(layout)
    guard let font = unsafe pango_font_description_new() else { return }
    unsafe pango_font_description_set_family(font, PrintFont.family)
    unsafe pango_layout_set_font_description(layout, font)
    unsafe pango_font_description_free(font)
    unsafe pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
}
