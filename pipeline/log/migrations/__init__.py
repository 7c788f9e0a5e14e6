"""The history of the log's tables, one file a step; a step that has been released is never changed."""
