# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Guard rails as ctests: each script of tests/guard/ checks one promise about the sources.

function(add_guards)
	file(GLOB scripts CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/guard/*.py")
	foreach(script IN LISTS scripts)
		get_filename_component(name "${script}" NAME_WE)
		if(name MATCHES "^_")
			continue() # shared by the others
		endif()
		add_test(NAME guard.${name} COMMAND python3 -B "${script}" WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
		set_tests_properties(guard.${name} PROPERTIES
			TIMEOUT 600 LABELS guard SKIP_RETURN_CODE 77 ENVIRONMENT "${test_environment}")
	endforeach()
	# These two use both cores by themselves.
	set_tests_properties(guard.tidy guard.cppcheck PROPERTIES PROCESSORS 2 COST 100)
endfunction()

# Sanitizers look at running code; the guards look at its text, once is enough.
if(NOT CERTSTEWARD_SANITIZE)
	add_guards()
endif()
