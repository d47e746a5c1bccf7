# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Tests from folders: every *_test.c below tests/ is one program and one ctest.

pkg_check_modules(cmocka REQUIRED IMPORTED_TARGET cmocka)

set(test_environment
	"CERTSTEWARD_SOURCE=${CMAKE_SOURCE_DIR}"
	"CERTSTEWARD_BUILD=${CMAKE_BINARY_DIR}"
	"ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1"
	"UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1")

add_library(test_base INTERFACE)
target_compile_definitions(test_base INTERFACE
	CERTSTEWARD_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
	CERTSTEWARD_BINARY_DIR="${CMAKE_BINARY_DIR}")
target_include_directories(test_base INTERFACE
	"${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/connector" "${CMAKE_SOURCE_DIR}/tests")
target_link_libraries(test_base INTERFACE PkgConfig::cmocka dep_threads own_code)

file(GLOB support_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/support/*.c")
if(support_sources)
	add_library(test_support STATIC ${support_sources})
	target_link_libraries(test_support PUBLIC test_base)
else()
	add_library(test_support INTERFACE)
	target_link_libraries(test_support INTERFACE test_base)
endif()

set(plugin_targets)
foreach(kind discovery itsm notify)
	get_property(names GLOBAL PROPERTY certsteward_plugins_${kind})
	foreach(name IN LISTS names)
		list(APPEND plugin_targets adapter_${kind}_${name})
	endforeach()
endforeach()
# Stories and fuzzers are linked with the layers below the service: they bring their own seams.
set(below_service flow mapping trust store contract model base ${plugin_targets} worker_core hook_core)

# What a unit test of a layer is linked with: that layer and, through it, the ones below.
set(links_worker worker_core)
set(links_hook hook_core)
set(links_sandbox sandbox_core)
set(links_adapters ${plugin_targets})
foreach(layer base model contract store trust mapping flow service)
	set(links_${layer} ${layer})
endforeach()

# Five hundred links of the same libraries: lld, where it is installed, takes a third of the time. Tests
# of the sandbox are linked as ever, for its functions and those of tests/support may bear the same name.
include(CheckLinkerFlag)
check_linker_flag(C -fuse-ld=lld CERTSTEWARD_HAS_LLD)
function(link_fast target)
	if(CERTSTEWARD_HAS_LLD AND NOT "sandbox_core" IN_LIST ARGN)
		target_link_options(${target} PRIVATE -fuse-ld=lld)
	endif()
endfunction()

# add_test_program(FILE CTEST_NAME LABEL LINKS...)
function(add_test_program file name label)
	string(REPLACE "." "_" target "test_${name}")
	add_executable(${target} "${file}")
	set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
	target_link_libraries(${target} PRIVATE test_support ${ARGN} test_support)
	link_fast(${target} ${ARGN})
	set(test "${CERTSTEWARD_TEST_PREFIX}${name}")
	add_test(NAME ${test} COMMAND ${target} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
	set_tests_properties(${test} PROPERTIES TIMEOUT 600 LABELS ${label} ENVIRONMENT "${test_environment}")
endfunction()

# ctest name of a file: its path below tests/ with dots, without _test.c.
function(test_name_of file result)
	file(RELATIVE_PATH name "${CMAKE_SOURCE_DIR}/tests" "${file}")
	string(REGEX REPLACE "_test\\.c$" "" name "${name}")
	string(REPLACE "/" "." name "${name}")
	set(${result} "${name}" PARENT_SCOPE)
endfunction()

function(add_unit_tests)
	file(GLOB_RECURSE files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/unit/*_test.c")
	foreach(file IN LISTS files)
		test_name_of("${file}" name)
		string(REGEX REPLACE "^unit\\.([a-z_]+)\\..*" "\\1" layer "${name}")
		if(NOT DEFINED links_${layer})
			message(FATAL_ERROR "${file}: tests/unit/ mirrors connector/; there is no layer '${layer}'")
		endif()
		add_test_program("${file}" ${name} unit ${links_${layer}})
		if(layer STREQUAL "sandbox")
			string(REPLACE "." "_" target "test_${name}")
			target_link_libraries(${target} PRIVATE dep_jansson dep_sqlite)
		endif()
	endforeach()
endfunction()

function(add_story_tests)
	foreach(folder contract flow fault)
		file(GLOB_RECURSE files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.c")
		foreach(file IN LISTS files)
			test_name_of("${file}" name)
			add_test_program("${file}" ${name} ${folder} ${below_service})
		endforeach()
	endforeach()
endfunction()

# How often libFuzzer tries a target: seconds would be other inputs on each machine, and so would
# addresses, which it compares and learns from.
execute_process(COMMAND setarch -R true RESULT_VARIABLE no_setarch OUTPUT_QUIET ERROR_QUIET)
set(same_addresses)
if(NOT no_setarch)
	set(same_addresses setarch -R)
endif()
set(fuzz_runs_file "${CMAKE_SOURCE_DIR}/tests/fuzz/runs.txt")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${fuzz_runs_file}")
function(fuzz_length name result)
	file(STRINGS "${fuzz_runs_file}" row REGEX "^${name} [0-9]+$")
	if(CERTSTEWARD_FUZZ_SECONDS)
		set(length "-max_total_time=${CERTSTEWARD_FUZZ_SECONDS}")
	elseif(row)
		string(REGEX REPLACE ".* " "-runs=" length "${row}")
	else()
		set(length "-runs=1000")
	endif()
	set(${result} "${length}" PARENT_SCOPE)
endfunction()

# Fuzzers: with CERTSTEWARD_FUZZ libFuzzer runs each for a while, else a program replays its seeds.
# A change is judged by the same inputs as the one before it; scripts/fuzz.sh looks for new ones.
function(add_fuzzers)
	file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.c")
	add_library(fuzz_far_side STATIC "${CMAKE_SOURCE_DIR}/tests/fuzz/far_side.c")
	target_link_libraries(fuzz_far_side PUBLIC test_base contract)
	foreach(file IN LISTS files)
		get_filename_component(name "${file}" NAME_WE)
		string(REGEX REPLACE "_fuzz$" "" name "${name}")
		set(target fuzz_${name})
		set(test "${CERTSTEWARD_TEST_PREFIX}fuzz.${name}")
		set(seeds "${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/${name}")
		add_executable(${target} "${file}")
		set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
		target_link_libraries(${target} PRIVATE fuzz_far_side test_base ${below_service})
		link_fast(${target})
		if(CERTSTEWARD_FUZZ)
			set(corpus "${CMAKE_BINARY_DIR}/corpus/${name}")
			file(MAKE_DIRECTORY "${corpus}")
			target_link_options(${target} PRIVATE -fsanitize=fuzzer)
			fuzz_length(${name} length)
			add_test(NAME ${test} COMMAND ${same_addresses} $<TARGET_FILE:${target}>
				-seed=${CERTSTEWARD_FUZZ_SEED} ${length} -reload=0 -timeout=60 -rss_limit_mb=2048 -print_final_stats=1
				"-artifact_prefix=${CMAKE_BINARY_DIR}/" "${corpus}" "${seeds}")
		else()
			target_sources(${target} PRIVATE "${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.c")
			add_test(NAME ${test} COMMAND ${target} "${seeds}")
		endif()
		math(EXPR most "600 + ${CERTSTEWARD_FUZZ_SECONDS}")
		set_tests_properties(${test} PROPERTIES
			TIMEOUT ${most} LABELS fuzz ENVIRONMENT "${test_environment}")
	endforeach()
endfunction()

# End-to-end scripts run the real programs. Those named in quick.txt are short enough for every
# check; the others have the label e2e and are not repeated under sanitizers.
function(add_end_to_end_tests)
	file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/e2e/*.py" "${CMAKE_SOURCE_DIR}/tests/e2e/*.sh")
	file(GLOB quick_list CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/e2e/quick.txt")
	set(quick)
	if(quick_list)
		file(STRINGS "${quick_list}" quick REGEX "^[^#]")
		set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${quick_list}")
	endif()
	foreach(file IN LISTS files)
		get_filename_component(name "${file}" NAME_WE)
		set(label e2e)
		if(name IN_LIST quick)
			set(label quick)
		endif()
		if(name MATCHES "^_" OR (CERTSTEWARD_SANITIZE AND label STREQUAL "e2e"))
			continue() # a helper of other scripts, or too long
		endif()
		if(name STREQUAL "mappings" AND CERTSTEWARD_SANITIZE)
			continue() # runs the system's jq, nothing that is built
		endif()
		set(test "${CERTSTEWARD_TEST_PREFIX}e2e.${name}")
		if(file MATCHES "\\.py$")
			add_test(NAME ${test} COMMAND python3 -B "${file}")
		else()
			add_test(NAME ${test} COMMAND bash "${file}")
		endif()
		set_tests_properties(${test} PROPERTIES
			TIMEOUT 2400 LABELS ${label} SKIP_RETURN_CODE 77 ENVIRONMENT "${test_environment}")
		if(label STREQUAL "e2e")
			set_tests_properties(${test} PROPERTIES COST 50) # the longest begin first
		endif()
	endforeach()
endfunction()

if(NOT CERTSTEWARD_FUZZ_ONLY)
	add_unit_tests()
	add_story_tests()
	add_end_to_end_tests()
endif()
add_fuzzers()
