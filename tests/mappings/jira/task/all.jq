# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The three kinds of tasks, and a group without known places.
(.event.name = ("task:issue", "task:deploy:8a5055c9", "task:deploy:d625dcc2", "task:deploy:nobody", "task:verify"))
