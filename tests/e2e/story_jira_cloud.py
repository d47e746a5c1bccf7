# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on Jira Cloud without Assets: found, change, approved, renewed, proven; an incident for what
had expired, resolved."""

import _jira

if __name__ == "__main__":
    _jira.tell(_jira.Jira)
