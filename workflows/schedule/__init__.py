"""Acts when time has passed: reminders, the sheet watch, the weekly report, a clock that was set back. It may import
everything in `workflows`."""
