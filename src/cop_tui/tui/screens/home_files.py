"""What the list of assessments does with files: take one in, write one, merge one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cop_tui.errors import CopTuiError
from cop_tui.services.places import export_folder

if TYPE_CHECKING:
    from cop_tui.services.merging import MergePlan
    from cop_tui.services.portable import Exported, Imported
    from cop_tui.store.records import AssessmentRecord
    from cop_tui.tui.screens.home import HomeScreen


class HomeFiles:
    """A part of the list of assessments."""

    @property
    def _home(self) -> HomeScreen:
        return cast("HomeScreen", self)

    def _record(self) -> AssessmentRecord | None:
        """The assessment under the cursor."""
        home = self._home
        library, ref = home.cop.library, home.chosen()
        try:
            return None if library is None or ref is None else library.find(ref)
        except CopTuiError as error:
            home.cop.show_error(error)
            return None

    def action_import(self) -> None:
        from cop_tui.tui.screens.carrying import ImportDialog

        self._home.app.push_screen(ImportDialog(), self._imported)

    def action_export(self) -> None:
        from cop_tui.tui.screens.carrying import ExportDialog

        record = self._record()
        if record is not None:
            self._home.app.push_screen(ExportDialog(record, export_folder()), self._exported)

    def action_merge(self) -> None:
        from cop_tui.tui.screens.carrying import MergeFileDialog

        record = self._record()
        if record is not None:
            self._home.app.push_screen(MergeFileDialog(record), self._planned)

    def _imported(self, done: Imported | None) -> None:
        if done is None:
            return
        self._home.reload()
        if not done.revisions:
            self._tell(f"{done.record.name} is here already, with everything that the file holds.")
        else:
            self._tell(" ".join((f"{done.record.name} was imported.", *done.notes)))

    def _exported(self, done: Exported | None) -> None:
        if done is not None:
            sealed = "Only the passphrase opens it." if done.sealed else "It is not encrypted."
            self._tell(f"{done.record.name} was exported to {done.path}. {sealed}")

    def _planned(self, plan: MergePlan | None) -> None:
        """Show what a merge would change. The pack gives the criteria their names."""
        from cop_tui.tui.screens.merging import MergeScreen

        library = self._home.cop.library
        if plan is None or library is None:
            return
        try:
            pack: Any = library.packs.get(plan.record.pack_id, plan.record.pack_version)
        except CopTuiError:
            pack = None
        self._home.app.push_screen(MergeScreen(plan, pack), self._merged)

    def _merged(self, added: int | None) -> None:
        if added is not None:
            self._home.reload()
            self._tell(f"Merged: {added} {'revision' if added == 1 else 'revisions'} added to the history.")

    def _tell(self, words: str) -> None:
        self._home.notify(words, markup=False, timeout=8)
