"""Moves all requests of a database to the one workspace (or organisation) whose bot this is."""

from sqlalchemy import update
from sqlmodel import col

from workflows.storage.database import Database
from workflows.storage.models import Request


def gather(database: Database, team: str) -> None:
    """Makes every request the team's: 0.1.0 noted the home of whoever asked, also where that was another workspace of
    the organisation, or a guest's, and nobody could act on it then. Raises SQLAlchemyError."""
    with database.transaction(patient=True) as session:
        session.execute(update(Request).where(col(Request.team) != team).values(team=team))
