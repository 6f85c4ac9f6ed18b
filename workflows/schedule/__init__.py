"""What time brings: reminders, the sheet watch, the weekly report. It may import everything in `workflows`."""
