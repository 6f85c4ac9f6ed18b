"""The messages that the API takes, as it describes them itself (its discovery document, sheets v4): names and types.

Only what is carried out here, and what it is made of. Types: `s` text, `i` 32-bit integer, `d` number, `b` boolean,
`v` any value, `o` an object that is stored as it is, `E:Name:a|b` one of an enumeration's words, `[x]` a list, else a
message's name.
"""

_DIMENSION = "E:Dimension:DIMENSION_UNSPECIFIED|ROWS|COLUMNS"
_RENDER = "E:ValueRenderOption:FORMATTED_VALUE|UNFORMATTED_VALUE|FORMULA"
_DATES = "E:DateTimeRenderOption:SERIAL_NUMBER|FORMATTED_STRING"
_INPUT = "E:ValueInputOption:INPUT_VALUE_OPTION_UNSPECIFIED|RAW|USER_ENTERED"
_COMMENTS = (
    "E:CommentsViewMode:COMMENTS_VIEW_MODE_UNSPECIFIED|COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS|COMMENTS_VIEW_MODE_OMITTED"
    "|COMMENTS_VIEW_MODE_INCLUDED"
)

_WRITTEN: dict[str, str] = {
    "ValueRange": f"range=s majorDimension={_DIMENSION} values=[[v]]",
    "BatchUpdateValuesRequest": f"valueInputOption={_INPUT} data=[ValueRange] includeValuesInResponse=b "
    f"responseValueRenderOption={_RENDER} responseDateTimeRenderOption={_DATES}",
    "BatchUpdateSpreadsheetRequest": f"requests=[Request] includeSpreadsheetInResponse=b responseRanges=[s] "
    f"responseIncludeGridData=b commentsViewMode={_COMMENTS}",
    "BatchUpdateSpreadsheetResponse": "spreadsheetId=s replies=[o] updatedSpreadsheet=Spreadsheet",
    "Spreadsheet": "spreadsheetId=s properties=SpreadsheetProperties sheets=[Sheet] namedRanges=[o] spreadsheetUrl=s "
    "developerMetadata=[o] dataSources=[o] dataSourceSchedules=[o] comments=[o] "
    f"commentsViewMode={_COMMENTS}",
    "SpreadsheetProperties": "title=s locale=s "
    "autoRecalc=E:RecalculationInterval:RECALCULATION_INTERVAL_UNSPECIFIED|ON_CHANGE|MINUTE|HOUR "
    "timeZone=s defaultFormat=CellFormat iterativeCalculationSettings=o spreadsheetTheme=o "
    "importFunctionsExternalUrlAccessAllowed=b",
    "Sheet": "properties=SheetProperties data=[GridData] merges=[GridRange] protectedRanges=[ProtectedRange] "
    "basicFilter=o conditionalFormats=[o] filterViews=[o] charts=[o] bandedRanges=[o] developerMetadata=[o] "
    "rowGroups=[o] columnGroups=[o] slicers=[o] tables=[o] commentAnchors=[o]",
    "SheetProperties": "sheetId=i title=s index=i sheetType=E:SheetType:SHEET_TYPE_UNSPECIFIED|GRID|OBJECT|DATA_SOURCE "
    "gridProperties=GridProperties hidden=b tabColor=o tabColorStyle=o rightToLeft=b dataSourceSheetProperties=o",
    "GridProperties": "rowCount=i columnCount=i frozenRowCount=i frozenColumnCount=i hideGridlines=b "
    "rowGroupControlAfter=b columnGroupControlAfter=b",
    "GridData": "startRow=i startColumn=i rowData=[RowData] rowMetadata=[DimensionProperties] "
    "columnMetadata=[DimensionProperties]",
    "DimensionProperties": "hiddenByFilter=b hiddenByUser=b pixelSize=i developerMetadata=[o] "
    "dataSourceColumnReference=o",
    "RowData": "values=[CellData]",
    "CellData": "userEnteredValue=ExtendedValue effectiveValue=ExtendedValue formattedValue=s "
    "userEnteredFormat=CellFormat effectiveFormat=CellFormat hyperlink=s note=s textFormatRuns=[o] "
    "dataValidation=o pivotTable=o dataSourceTable=o dataSourceFormula=o chipRuns=[o]",
    "ExtendedValue": "numberValue=d stringValue=s boolValue=b formulaValue=s errorValue=ErrorValue",
    "ErrorValue": "type=E:ErrorType:ERROR_TYPE_UNSPECIFIED|ERROR|NULL_VALUE|DIVIDE_BY_ZERO|VALUE|REF|NAME|NUM|N_A"
    "|LOADING message=s",
    "CellFormat": "numberFormat=NumberFormat backgroundColor=o backgroundColorStyle=o borders=o padding=o "
    "horizontalAlignment=E:HorizontalAlign:HORIZONTAL_ALIGN_UNSPECIFIED|LEFT|CENTER|RIGHT "
    "verticalAlignment=E:VerticalAlign:VERTICAL_ALIGN_UNSPECIFIED|TOP|MIDDLE|BOTTOM "
    "wrapStrategy=E:WrapStrategy:WRAP_STRATEGY_UNSPECIFIED|OVERFLOW_CELL|LEGACY_WRAP|CLIP|WRAP "
    "textDirection=E:TextDirection:TEXT_DIRECTION_UNSPECIFIED|LEFT_TO_RIGHT|RIGHT_TO_LEFT textFormat=o "
    "hyperlinkDisplayType=E:HyperlinkDisplayType:HYPERLINK_DISPLAY_TYPE_UNSPECIFIED|LINKED|PLAIN_TEXT textRotation=o",
    "NumberFormat": "type=E:NumberFormatType:NUMBER_FORMAT_TYPE_UNSPECIFIED|TEXT|NUMBER|PERCENT|CURRENCY|DATE|TIME"
    "|DATE_TIME|SCIENTIFIC pattern=s",
    "GridRange": "sheetId=i startRowIndex=i endRowIndex=i startColumnIndex=i endColumnIndex=i",
    "GridCoordinate": "sheetId=i rowIndex=i columnIndex=i",
    "DimensionRange": f"sheetId=i dimension={_DIMENSION} startIndex=i endIndex=i",
    "ProtectedRange": "protectedRangeId=i range=GridRange namedRangeId=s tableId=s description=s warningOnly=b "
    "requestingUserCanEdit=b unprotectedRanges=[GridRange] editors=o",
    "AppendCellsRequest": "sheetId=i rows=[RowData] fields=s tableId=s",
    "UpdateCellsRequest": "rows=[RowData] fields=s start=GridCoordinate range=GridRange",
    "RepeatCellRequest": "range=GridRange cell=CellData fields=s",
    "AddSheetRequest": "properties=SheetProperties",
    "DeleteSheetRequest": "sheetId=i",
    "FindReplaceRequest": "find=s replacement=s matchCase=b matchEntireCell=b searchByRegex=b includeFormulas=b "
    "range=GridRange sheetId=i allSheets=b",
    "UpdateDimensionPropertiesRequest": "range=DimensionRange properties=DimensionProperties fields=s "
    "dataSourceSheetRange=o",
    "SetBasicFilterRequest": "filter=o",
}

Fields = dict[str, str]

MESSAGES: dict[str, Fields] = {
    name: dict(part.split("=", 1) for part in text.split()) for name, text in _WRITTEN.items()
}
# The kinds of requests of a batchUpdate that are carried out here; the others that Google knows are refused by 501.
REQUESTS: Fields = {
    name[0].lower() + name.removesuffix("Request")[1:]: name
    for name in MESSAGES
    if name.endswith("Request") and not name.startswith("BatchUpdate")
}
MESSAGES["Request"] = REQUESTS

# Fields of which at most one may be set, and what Google calls them together.
ONE_OF: dict[str, tuple[str, frozenset[str]]] = {
    "ExtendedValue": ("value", frozenset(MESSAGES["ExtendedValue"])),
    "Request": ("kind", frozenset(REQUESTS)),
    "UpdateCellsRequest": ("area", frozenset({"start", "range"})),
    "FindReplaceRequest": ("scope", frozenset({"range", "sheetId", "allSheets"})),
}

_SYSTEM = "$.xgafv=s access_token=s alt=s callback=s fields=s key=s oauth_token=s prettyPrint=s quotaUser=s "
_UPLOAD = "uploadType=s upload_protocol=s"
_WRITING = (
    f"valueInputOption={_INPUT} includeValuesInResponse=b responseValueRenderOption={_RENDER} "
    f"responseDateTimeRenderOption={_DATES}"
)
_READING = f"majorDimension={_DIMENSION} valueRenderOption={_RENDER} dateTimeRenderOption={_DATES}"

QUERIES: dict[str, Fields] = {
    name: dict(part.split("=", 1) for part in f"{text} {_SYSTEM}{_UPLOAD}".split())
    for name, text in {
        "spreadsheets.get": f"includeGridData=b ranges=[s] excludeTablesInBandedRanges=b commentsViewMode={_COMMENTS}",
        "spreadsheets.batchUpdate": "",
        "values.get": _READING,
        "values.batchGet": f"ranges=[s] {_READING}",
        "values.update": _WRITING,
        "values.batchUpdate": "",
    }.items()
}
"""The query parameters of each call."""
