"""The messages that the API takes, as it describes them itself (its discovery document, sheets v4): names and types.

Only what is carried out here, and what it is made of. Types: `s` text, `i` 32-bit integer, `d` number, `b` boolean,
`v` any value, `o` an object that is stored as it is, `E:Name:a|b` one of an enumeration's words, `[x]` a list, else a
message's name.
"""

_DIMENSION = "E:Dimension:DIMENSION_UNSPECIFIED|ROWS|COLUMNS"
_RENDER = "E:ValueRenderOption:FORMATTED_VALUE|UNFORMATTED_VALUE|FORMULA"
_DATES = "E:DateTimeRenderOption:SERIAL_NUMBER|FORMATTED_STRING"
_INPUT = "E:ValueInputOption:INPUT_VALUE_OPTION_UNSPECIFIED|RAW|USER_ENTERED"
_PASTE = (
    "E:CopyPasteRequest.PasteType:PASTE_NORMAL|PASTE_VALUES|PASTE_FORMAT|PASTE_NO_BORDERS|PASTE_FORMULA|PASTE_DATA_VALIDATION"
    "|PASTE_CONDITIONAL_FORMATTING"
)
_COMMENTS = (
    "E:CommentsViewMode:COMMENTS_VIEW_MODE_UNSPECIFIED|COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS|COMMENTS_VIEW_MODE_OMITTED"
    "|COMMENTS_VIEW_MODE_INCLUDED"
)

_WRITTEN: dict[str, str] = {
    "ValueRange": f"range=s majorDimension={_DIMENSION} values=[[v]]",
    "BatchUpdateValuesRequest": f"valueInputOption={_INPUT} data=[ValueRange] includeValuesInResponse=b "
    f"responseValueRenderOption={_RENDER} responseDateTimeRenderOption={_DATES}",
    "BatchClearValuesRequest": "ranges=[s]",
    "ClearValuesRequest": "",
    "DataFilter": "a1Range=s gridRange=GridRange developerMetadataLookup=o",
    "BatchGetValuesByDataFilterRequest": f"dataFilters=[DataFilter] majorDimension={_DIMENSION} "
    f"valueRenderOption={_RENDER} dateTimeRenderOption={_DATES}",
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
    "dataValidation=DataValidationRule pivotTable=o dataSourceTable=o dataSourceFormula=o chipRuns=[o]",
    "ExtendedValue": "numberValue=d stringValue=s boolValue=b formulaValue=s errorValue=ErrorValue",
    "ErrorValue": "type=E:ErrorType:ERROR_TYPE_UNSPECIFIED|ERROR|NULL_VALUE|DIVIDE_BY_ZERO|VALUE|REF|NAME|NUM|N_A"
    "|LOADING message=s",
    "CellFormat": "numberFormat=NumberFormat backgroundColor=o backgroundColorStyle=o borders=o padding=o "
    "horizontalAlignment=E:HorizontalAlign:HORIZONTAL_ALIGN_UNSPECIFIED|LEFT|CENTER|RIGHT "
    "verticalAlignment=E:VerticalAlign:VERTICAL_ALIGN_UNSPECIFIED|TOP|MIDDLE|BOTTOM "
    "wrapStrategy=E:WrapStrategy:WRAP_STRATEGY_UNSPECIFIED|OVERFLOW_CELL|LEGACY_WRAP|CLIP|WRAP "
    "textDirection=E:TextDirection:TEXT_DIRECTION_UNSPECIFIED|LEFT_TO_RIGHT|RIGHT_TO_LEFT textFormat=TextFormat "
    "hyperlinkDisplayType=E:HyperlinkDisplayType:HYPERLINK_DISPLAY_TYPE_UNSPECIFIED|LINKED|PLAIN_TEXT textRotation=o",
    "NumberFormat": "type=E:NumberFormatType:NUMBER_FORMAT_TYPE_UNSPECIFIED|TEXT|NUMBER|PERCENT|CURRENCY|DATE|TIME"
    "|DATE_TIME|SCIENTIFIC pattern=s",
    "TextFormat": "foregroundColor=o foregroundColorStyle=o fontFamily=s fontSize=i bold=b italic=b strikethrough=b "
    "underline=b link=o",
    "DataValidationRule": "condition=o inputMessage=s strict=b showCustomUi=b",
    "GridRange": "sheetId=i startRowIndex=i endRowIndex=i startColumnIndex=i endColumnIndex=i",
    "GridCoordinate": "sheetId=i rowIndex=i columnIndex=i",
    "DimensionRange": f"sheetId=i dimension={_DIMENSION} startIndex=i endIndex=i",
    "ProtectedRange": "protectedRangeId=i range=GridRange namedRangeId=s tableId=s description=s warningOnly=b "
    "requestingUserCanEdit=b unprotectedRanges=[GridRange] editors=Editors",
    "Editors": "users=[s] groups=[s] domainUsersCanEdit=b",
    "AppendCellsRequest": "sheetId=i rows=[RowData] fields=s tableId=s",
    "UpdateCellsRequest": "rows=[RowData] fields=s start=GridCoordinate range=GridRange",
    "RepeatCellRequest": "range=GridRange cell=CellData fields=s",
    "AppendDimensionRequest": f"sheetId=i dimension={_DIMENSION} length=i",
    "InsertDimensionRequest": "range=DimensionRange inheritFromBefore=b",
    "DeleteDimensionRequest": "range=DimensionRange",
    "MoveDimensionRequest": "source=DimensionRange destinationIndex=i",
    "UpdateSheetPropertiesRequest": "properties=SheetProperties fields=s",
    "UpdateSpreadsheetPropertiesRequest": "properties=SpreadsheetProperties fields=s",
    "AddSheetRequest": "properties=SheetProperties",
    "DeleteSheetRequest": "sheetId=i",
    "DuplicateSheetRequest": "sourceSheetId=i insertSheetIndex=i newSheetId=i newSheetName=s",
    "SortRangeRequest": "range=GridRange sortSpecs=[SortSpec]",
    "SortSpec": "dimensionIndex=i sortOrder=E:SortOrder:SORT_ORDER_UNSPECIFIED|ASCENDING|DESCENDING foregroundColor=o "
    "backgroundColor=o foregroundColorStyle=o backgroundColorStyle=o dataSourceColumnReference=o",
    "AddProtectedRangeRequest": "protectedRange=ProtectedRange",
    "UpdateProtectedRangeRequest": "protectedRange=ProtectedRange fields=s",
    "DeleteProtectedRangeRequest": "protectedRangeId=i",
    "FindReplaceRequest": "find=s replacement=s matchCase=b matchEntireCell=b searchByRegex=b includeFormulas=b "
    "range=GridRange sheetId=i allSheets=b",
    "MergeCellsRequest": "range=GridRange mergeType=E:MergeType:MERGE_ALL|MERGE_COLUMNS|MERGE_ROWS",
    "UnmergeCellsRequest": "range=GridRange",
    "CopyPasteRequest": f"source=GridRange destination=GridRange pasteType={_PASTE} "
    "pasteOrientation=E:PasteOrientation:NORMAL|TRANSPOSE",
    "CutPasteRequest": f"source=GridRange destination=GridCoordinate pasteType={_PASTE}",
    "UpdateDimensionPropertiesRequest": "range=DimensionRange properties=DimensionProperties fields=s "
    "dataSourceSheetRange=o",
    "InsertRangeRequest": f"range=GridRange shiftDimension={_DIMENSION}",
    "DeleteRangeRequest": f"range=GridRange shiftDimension={_DIMENSION}",
    "SetDataValidationRequest": "range=GridRange rule=DataValidationRule filteredRowsIncluded=b",
    "SetBasicFilterRequest": "filter=o",
    "ClearBasicFilterRequest": "sheetId=i",
    "TrimWhitespaceRequest": "range=GridRange",
}

_NOT_DONE = """
    addBanding addChart addCommentReply addConditionalFormatRule addDataSource addDimensionGroup addFilterView
    addNamedRange addSlicer addTable autoFill autoResizeDimensions cancelDataSourceRefresh createDeveloperMetadata
    deleteBanding deleteComment deleteCommentReply deleteConditionalFormatRule deleteDataSource deleteDeveloperMetadata
    deleteDimensionGroup deleteDuplicates deleteEmbeddedObject deleteFilterView deleteNamedRange deleteTable
    duplicateFilterView insertComment pasteData randomizeRange refreshDataSource textToColumns updateBanding
    updateBorders updateChartSpec updateCommentPost updateConditionalFormatRule updateDataSource
    updateDeveloperMetadata updateDimensionGroup updateEmbeddedObjectBorder
    updateEmbeddedObjectPosition updateFilterView updateNamedRange updateSlicerSpec updateTable
"""

UNSUPPORTED = frozenset(_NOT_DONE.split())
"""The kinds of requests that Google knows and that are not carried out here: 501, never a wrong answer."""

Fields = dict[str, str]

MESSAGES: dict[str, Fields] = {
    name: dict(part.split("=", 1) for part in text.split()) for name, text in _WRITTEN.items()
}
REQUESTS: Fields = {
    name[0].lower() + name.removesuffix("Request")[1:]: name
    for name in MESSAGES
    if name.endswith("Request")
    and name
    not in (
        "BatchUpdateValuesRequest",
        "BatchClearValuesRequest",
        "ClearValuesRequest",
        "BatchGetValuesByDataFilterRequest",
        "BatchUpdateSpreadsheetRequest",
    )
}
"""Kind of request in a batchUpdate -> its message."""

MESSAGES["Request"] = {**REQUESTS, **dict.fromkeys(UNSUPPORTED, "o")}

ONE_OF: dict[str, frozenset[str]] = {
    "ExtendedValue": frozenset(MESSAGES["ExtendedValue"]),
    "Request": frozenset(MESSAGES["Request"]),
    "UpdateCellsRequest": frozenset({"start", "range"}),
    "DataFilter": frozenset(MESSAGES["DataFilter"]),
    "FindReplaceRequest": frozenset({"range", "sheetId", "allSheets"}),
}
"""Fields of which at most one may be set."""

ONE_OF_NAMES = {
    "ExtendedValue": "value",
    "Request": "kind",
    "UpdateCellsRequest": "area",
    "DataFilter": "filter",
    "FindReplaceRequest": "scope",
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
        "values.append": f"{_WRITING} insertDataOption=E:InsertDataOption:OVERWRITE|INSERT_ROWS",
        "values.clear": "",
        "values.batchUpdate": "",
        "values.batchClear": "",
        "values.batchGetByDataFilter": "",
    }.items()
}
"""The query parameters of each call."""
