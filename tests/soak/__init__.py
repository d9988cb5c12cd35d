"""The long counts: mutants, laws, hostile runs and coverage-guided fuzzing, in resumable parts."""
