"""The build of peaceterms: from cards, registers and schemas to a validated release."""
