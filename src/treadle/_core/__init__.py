"""The rooms of Treadle. Apps import nothing from here; see docs/explanation/architecture.md."""
