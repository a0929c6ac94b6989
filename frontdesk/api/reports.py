"""Reports for those who may read them: as JSON for the page, and as CSV."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from frontdesk.api.context import Desk, InDesk, RequirePermission
from frontdesk.api.problems import Problem
from frontdesk.clock import now
from frontdesk.staff.agents import Permission, SignedIn
from frontdesk.standards import periods, report_tables, reports
from frontdesk.standards.periods import InvalidPeriod
from frontdesk.standards.report_rows import Report
from frontdesk.threads import patient

router = APIRouter(prefix="/api/v1/agent", tags=["agent"])

ReportReader = Annotated[SignedIn, Depends(RequirePermission(Permission.READ_REPORTS))]
First = Annotated[date | None, Query(alias="from", description="The first day; by default 30 days up to the last one.")]
Last = Annotated[date | None, Query(alias="to", description="The last day; by default today.")]
Table = Literal["standards", "causes", "resolutions", "feelings", "offers", "not_understood", "satisfaction", "words"]


@router.get("/reports")
async def get_report(reader: ReportReader, desk: InDesk, first: First = None, last: Last = None) -> dict[str, Any]:
    """How the standards were kept, and what there is to learn, over days of the desk."""
    return await patient(_make, desk, first, last)


@router.get("/reports.csv")
async def get_csv(
    reader: ReportReader, desk: InDesk, table: Table = "standards", first: First = None, last: Last = None
) -> Response:
    """One table of the report as CSV."""
    report = await patient(_make, desk, first, last)
    name = f"{table.replace('_', '-')}_{report['from']}_{report['to']}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(report_tables.as_csv(report, table), headers=headers, media_type="text/csv; charset=utf-8")


def _make(desk: Desk, first: date | None, last: date | None) -> Report:
    at = now()
    try:
        days = periods.named(first, last, at)
    except (InvalidPeriod, OverflowError):
        raise Problem(422, "invalid_period") from None
    with desk.store.reading() as session:
        return reports.make(session, days, at)
