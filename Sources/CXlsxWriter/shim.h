#pragma once
#include <xlsxwriter.h>
#include <string.h>

/// A comment. Here as below the library copies the texts of its options, which it asks for as
/// mutable and does not change.
static inline lxw_error sheet_write_note(
    lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text, uint16_t width,
    uint16_t height)
{
    lxw_comment_options options;
    memset(&options, 0, sizeof options);
    options.width = width;
    options.height = height;
    options.font_size = 9;
    return worksheet_write_comment_opt(sheet, row, column, text, &options);
}

/// A drop-down whose choices stand in cells; other values are accepted after a question.
static inline lxw_error sheet_add_choices(
    lxw_worksheet *sheet, lxw_row_t first, lxw_row_t last, lxw_col_t column,
    const char *formula, const char *title, const char *message)
{
    lxw_data_validation choices;
    memset(&choices, 0, sizeof choices);
    choices.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    choices.ignore_blank = LXW_VALIDATION_ON;
    choices.show_input = LXW_VALIDATION_ON;
    choices.show_error = LXW_VALIDATION_ON;
    choices.dropdown = LXW_VALIDATION_ON;
    choices.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    choices.value_formula = (char *)formula;
    choices.error_title = (char *)title;
    choices.error_message = (char *)message;
    return worksheet_data_validation_range(sheet, first, column, last, column, &choices);
}

/// Begins a workbook whose parts under way are kept in `folder`.
static inline lxw_workbook *workbook_begin(
    const char *path, const char *folder, uint8_t constant_memory)
{
    lxw_workbook_options options;
    memset(&options, 0, sizeof options);
    options.constant_memory = constant_memory;
    options.tmpdir = (char *)folder;
    return workbook_new_opt(path, &options);
}

/// Sets the moment that the workbook says it was made at, which else is the machine's own.
static inline lxw_error workbook_set_moment(lxw_workbook *book, int64_t seconds)
{
    lxw_doc_properties properties;
    memset(&properties, 0, sizeof properties);
    properties.created = (time_t)seconds;
    return workbook_set_properties(book, &properties);
}
