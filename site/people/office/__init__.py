"""The screens of the office for people: who they are, which posts they hold, units and areas."""
