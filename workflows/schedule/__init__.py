"""Acts when time has passed: reminders, the sheet watch, the weekly report. It may import everything in `workflows`."""
